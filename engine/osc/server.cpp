// The OSC server's thread.
#include "osc/server.h"

#include <csignal>
#include <vector>

#include "osc/reply.h"

namespace hemiola::osc {

Server::Server(const Options& options)
    : options_(options), socket_(options.bind_address, options.port) {
  // Signals belong to the program's main thread: this one is born with all of them blocked.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Server::~Server() {
  socket_.stop();
  thread_.join();
}

void Server::run() noexcept {
  std::vector<char> buffer(65536);
  sockaddr_in sender{};
  for (int size; (size = socket_.receive(buffer, sender)) >= 0;) {
    ++traffic_.packets;
    Outcome outcome = parse({buffer.data(), static_cast<std::size_t>(size)}, options_.voices);
    handle(outcome);
    if (outcome.bad) ++traffic_.bad_packets;
    for (const Reply& reply : outcome.replies)
      socket_.send(sender, encode(reply, status_.read(), traffic_));
  }
}

void Server::handle(Outcome& outcome) {
  const std::vector<patchbay::Command>& commands = outcome.commands;
  if (commands.empty()) return;
  // All or nothing: half a bundle would be heard as a wrong chord.
  if (commands_.write_available() < commands.size()) {
    outcome.refuse("", "the worker takes no more commands just now; send this again later");
    return;
  }
  commands_.push(commands.data(), commands.size());
}

}  // namespace hemiola::osc
