// Keeps the token in a file.
#include "web/token.h"

#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/ip/host_name.hpp>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "platform/state_folder.h"
#include "web/console.h"

namespace hemiola::web {

namespace {

std::filesystem::path token_file() {
  const std::filesystem::path folder = platform::state_folder();
  return folder.empty() ? folder : folder / "token";
}

}  // namespace

std::string known_token() {
  std::ifstream file(token_file());
  std::string token;
  file >> token;
  return token;
}

std::string user_token() {
  if (std::string token = known_token(); token.size() >= 32) return token;
  const std::filesystem::path file = token_file();
  const auto refuse = [&] {
    return std::runtime_error("The token for other machines can't be kept in \"" + file.string() +
                              "\": set HOME or XDG_STATE_HOME to a folder that can be written.");
  };
  if (file.empty()) throw refuse();
  std::error_code error;
  std::filesystem::create_directories(file.parent_path(), error);
  std::filesystem::remove(file, error);  // what is too short is none
  std::string token = new_nonce();
  // For this user alone; of two workers that make it at once, the first one's stays.
  const int made = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0 && known_token().size() == token.size()) return known_token();
  if (made < 0) throw refuse();
  const std::string line = token + '\n';
  const bool written = ::write(made, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  close(made);
  if (!written) throw refuse();
  return token;
}

std::string link(int port, const std::string& token) {
  boost::system::error_code error;
  std::string name = boost::asio::ip::host_name(error);
  if (error || name.empty()) name = "localhost";
  return "http://" + name + ":" + std::to_string(port) + "/#token=" + token;
}

}  // namespace hemiola::web
