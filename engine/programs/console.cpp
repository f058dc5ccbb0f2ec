// hemiola console: names the pages of all workers on this machine, and opens the first one.
#include <spawn.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "osc/server.h"
#include "programs/doctor.h"
#include "programs/subcommands.h"
#include "web/find.h"
#include "web/token.h"

extern char** environ;

namespace hemiola::programs {

namespace {

constexpr int kPortsTried = 16;  // as many as a worker tries

// False if no browser could be started.
bool open_in_browser(const std::string& address) {
  const std::string program = find_program("xdg-open").string();
  if (program.empty()) return false;
  std::string copies[] = {program, address};
  char* const arguments[] = {copies[0].data(), copies[1].data(), nullptr};
  pid_t child = 0;
  if (posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, environ) != 0) return false;
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void show(int first, bool only_print) {
  const std::string token = web::known_token();
  int found = 0;
  for (int port = first; port < std::min(first + kPortsTried, 65536); ++port) {
    if (!web::worker_answers(port)) continue;
    const std::string address = "http://localhost:" + std::to_string(port) + "/";
    std::printf("%s\n", address.c_str());
    if (!token.empty())
      std::printf("%s  from other devices, if the worker listens on the network\n",
                  web::link(port, token).c_str());
    if (found++ == 0 && !only_print && !open_in_browser(address))
      std::fprintf(stderr, "No browser could be opened; type the address into one.\n");
  }
  if (found == 0)
    throw std::runtime_error("no worker answers on the ports " + std::to_string(first) + " to " +
                             std::to_string(first + kPortsTried - 1) +
                             ". Start one: boot a server in SuperCollider and play a "
                             "HemiolaEncoder, or run Hemiola.start.");
}

}  // namespace

void add_console(CLI::App& app) {
  auto* command = app.add_subcommand("console", "Open the page from which voices are played");
  struct Arguments {
    int port = osc::kDefaultPort;
    bool print = false;
  };
  auto a = std::make_shared<Arguments>();
  command->add_option("--port", a->port, "First port to look for a worker at (default 57140)")
      ->check(CLI::Range(1, 65535));
  command->add_flag("--print", a->print, "Only print the addresses; open no browser");
  command->callback([a] { show(a->port, a->print); });
}

}  // namespace hemiola::programs
