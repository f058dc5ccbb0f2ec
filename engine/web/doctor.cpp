// Starts the process and reads what it prints, with Boost.Asio.
#include "web/doctor.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <utility>

#include "platform/platform.h"

extern char** environ;

namespace hemiola::web {

namespace asio = boost::asio;
using Error = boost::system::error_code;

namespace {

constexpr std::chrono::seconds kPatience{30};
constexpr std::chrono::milliseconds kLook{20};
constexpr std::size_t kMaxBytes = 1 << 18;

bool runs = false;  // OSC thread only

// Starts the program with its output in a pipe, of which this returns the other end; -1 if that is
// impossible. No signals are blocked in it, as they are in this thread.
int start(pid_t& child) {
  int ends[2];
  if (!platform::make_pipe(ends)) return -1;
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  // /proc/self would be that of nice.
  std::string self = "/proc/" + std::to_string(getpid()) + "/exe",
              words[] = {"nice", "-n", "10", self, "doctor", "--json"};
  char* arguments[7] = {};
  for (std::size_t i = 0; i < std::size(words); ++i) arguments[i] = words[i].data();
  const int failed = posix_spawnp(&child, "nice", &files, &attributes, arguments, environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  close(ends[1]);
  if (failed == 0) return ends[0];
  close(ends[0]);
  return -1;
}

// Exists while the process runs.
class Visit : public std::enable_shared_from_this<Visit> {
 public:
  Visit(asio::io_context& context, int output, pid_t child, TakeFindings take)
      : output_(context, output), timer_(context), child_(child), take_(std::move(take)) {
    runs = true;
  }
  ~Visit() { runs = false; }

  void begin() {
    timer_.expires_after(kPatience);
    timer_.async_wait([self = shared_from_this()](Error error) {
      if (error) return;
      kill(self->child_, SIGKILL);
      self->printed_.clear();
    });
    read();
  }

 private:
  void read() {
    output_.async_read_some(asio::buffer(buffer_),
                            [self = shared_from_this()](Error error, std::size_t size) {
                              self->printed_.append(self->buffer_.data(), size);
                              if (!error && self->printed_.size() < kMaxBytes) return self->read();
                              self->timer_.cancel();
                              self->await_end();
                            });
  }
  // It has closed its output, and will end soon.
  void await_end() {
    int status = 0;
    if (waitpid(child_, &status, WNOHANG) != 0) return take_(printed_);
    timer_.expires_after(kLook);
    timer_.async_wait([self = shared_from_this()](Error error) {
      if (!error) self->await_end();
    });
  }

  asio::posix::stream_descriptor output_;
  asio::steady_timer timer_;
  pid_t child_;
  TakeFindings take_;
  std::array<char, 4096> buffer_{};
  std::string printed_;
};

}  // namespace

bool ask_doctor(asio::io_context& context, TakeFindings take) {
  if (runs) return false;
  pid_t child = 0;
  const int output = start(child);
  if (output < 0) return false;
  std::make_shared<Visit>(context, output, child, std::move(take))->begin();
  return true;
}

}  // namespace hemiola::web
