// The OSC server's thread.
#include "osc/server.h"

#include <algorithm>
#include <csignal>
#include <exception>
#include <vector>

#include "osc/clock.h"
#include "osc/reply.h"

namespace hemiola::osc {

Server::Server(const Options& options)
    : options_(options),
      socket_(options.bind_address, options.port),
      known_(options.voices),
      subscriptions_(options.voices) {
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

void Server::show(const LatentFrame& frame) noexcept {
  frames_.push(frame);
  socket_.wake();
}

std::optional<std::string> Server::load_wanted() {
  FileName name;
  if (!wanted_.pop(name)) return std::nullopt;
  return name.data();
}

void Server::loaded(const Loaded& loaded) noexcept {
  loaded_.push(loaded);
  socket_.wake();
}

void Server::run() noexcept {
  std::vector<char> buffer(65536);
  sockaddr_in sender{};
  for (;;) {
    auto until = subscriptions_.next_status();
    if (options_.translator != nullptr) until = std::min(until, options_.translator->next_due());
    const int size = socket_.receive(buffer, sender, until);
    if (size == Socket::kStopped) return;
    // Nothing that a packet or a file brings may end the worker.
    try {
      if (size >= 0) hear({buffer.data(), static_cast<std::size_t>(size)}, sender);
      if (options_.translator != nullptr) take_due();
      push();
    } catch (const std::exception&) {
      ++traffic_.bad_packets;
    }
  }
}

void Server::hear(std::span<const char> packet, const sockaddr_in& sender) {
  ++traffic_.packets;
  Outcome outcome = read(packet);
  handle(outcome, sender);
  if (outcome.bad) ++traffic_.bad_packets;
  for (const Reply& reply : outcome.replies)
    socket_.send(sender, encode(reply, status_.read(), traffic_));
}

// What time alone brings has no sender to be told.
void Server::take_due() {
  const std::string packet = options_.translator->due(Translator::Clock::now());
  if (packet.empty()) return;
  Outcome outcome = parse(packet, options_.voices);
  handle(outcome, {});
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

void Server::handle(Outcome& outcome, const sockaddr_in& sender) {
  if (!outcome.commands.empty()) {
    const Schedule::Sender from =
        std::uint64_t{ntohl(sender.sin_addr.s_addr)} << 16 | ntohs(sender.sin_port);
    const auto refusal = schedule_.add(outcome.commands, to_time_tag(seconds_now()), from);
    if (!refusal.empty()) outcome.refuse("", std::string(refusal));
  }
  for (const Request& request : outcome.requests) serve(request, sender, outcome);
}

void Server::serve(const Request& request, sockaddr_in sender, Outcome& outcome) {
  if (request.action == Action::model) return ask_for_model(request, sender, outcome);
  if (request.port != 0) sender.sin_port = htons(static_cast<std::uint16_t>(request.port));
  if (request.action == Action::unsubscribe) return subscriptions_.end(sender);
  const auto refusal = subscriptions_.add(sender, request, Subscriptions::Clock::now());
  if (!refusal.empty()) return outcome.refuse(request.address, std::string(refusal));
  if (outcome.replies.size() < kMostRepliesAPacket)
    outcome.replies.push_back({.kind = Reply::Kind::subscribed,
                               .address = request.address,
                               .taken = static_cast<float>(Subscriptions::kLasts.count())});
}

void Server::ask_for_model(const Request& request, const sockaddr_in& sender, Outcome& outcome) {
  FileName name{};
  std::copy_n(request.name.begin(), std::min(request.name.size(), name.size() - 1), name.begin());
  if (loading_for_ || !wanted_.push(name))
    return outcome.refuse(request.address,
                          "another model is being loaded; send this again when it has been");
  loading_for_ = sender;
}

// What nobody asked for with this packet.
void Server::push() {
  const auto send = [this](const sockaddr_in& receiver, const std::string& packet) {
    socket_.send(receiver, packet);
  };
  const auto now = Subscriptions::Clock::now();
  Loaded loaded;
  if (loading_for_ && loaded_.pop(loaded)) {
    send(*loading_for_, encode(loaded));
    loading_for_.reset();
  }
  frames_.consume_all([&](const LatentFrame& frame) { subscriptions_.hear(frame, now, send); });
  if (subscriptions_.next_status() <= now)
    subscriptions_.tell_status(encode({.kind = Reply::Kind::status}, status_.read(), traffic_), now,
                               send);
  sockaddr_in gone{};
  while (socket_.refused(gone)) subscriptions_.end(gone);
  listening_.store(subscriptions_.listening(), std::memory_order_relaxed);
}

}  // namespace hemiola::osc
