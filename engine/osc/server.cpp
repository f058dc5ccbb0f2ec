// The OSC server's thread.
#include "osc/server.h"

#include <csignal>
#include <vector>

#include "osc/reply.h"

namespace hemiola::osc {

Server::Server(const Options& options)
    : options_(options), socket_(options.bind_address, options.port), known_(options.voices) {
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
  for (;;) {
    const auto until = options_.translator != nullptr ? options_.translator->next_due()
                                                      : Translator::Clock::time_point::max();
    const int size = socket_.receive(buffer, sender, until);
    if (size == Socket::kStopped) return;
    if (size >= 0) hear({buffer.data(), static_cast<std::size_t>(size)}, sender);
    if (options_.translator != nullptr) take_due();
  }
}

void Server::hear(std::span<const char> packet, const sockaddr_in& sender) {
  ++traffic_.packets;
  Outcome outcome = read(packet);
  handle(outcome);
  if (outcome.bad) ++traffic_.bad_packets;
  for (const Reply& reply : outcome.replies)
    socket_.send(sender, encode(reply, status_.read(), traffic_));
}

// What time alone brings has no sender to be told.
void Server::take_due() {
  const std::string packet = options_.translator->due(Translator::Clock::now());
  if (packet.empty()) return;
  Outcome outcome = parse(packet, options_.voices);
  handle(outcome);
}

Outcome Server::read(std::span<const char> packet) {
  if (options_.translator == nullptr) return parse(packet, options_.voices);
  const auto translated = options_.translator->translate(packet, Translator::Clock::now());
  if (!translated.knew) return parse(packet, options_.voices);
  Outcome outcome;
  if (!translated.rest.empty()) outcome = parse(translated.rest, options_.voices);
  for (const auto& [address, reason] : translated.refused) outcome.refuse(address, reason);
  if (translated.made.empty()) return outcome;
  const Outcome made = parse(translated.made, options_.voices);
  outcome.commands.insert(outcome.commands.end(), made.commands.begin(), made.commands.end());
  return outcome;
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
  for (const patchbay::Command& command : commands) known_.note(command);
}

}  // namespace hemiola::osc
