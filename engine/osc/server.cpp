// The OSC server's thread.
#include "osc/server.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <csignal>
#include <exception>
#include <future>
#include <memory>
#include <string_view>

#include "osc/clock.h"
#include "osc/reply.h"

namespace hemiola::osc {

namespace asio = boost::asio;

namespace {

// Identifies a sender by its address and port.
Schedule::Sender number_of(const Endpoint& sender) {
  return std::hash<std::string_view>{}(
      {reinterpret_cast<const char*>(sender.data()), sender.size()});
}

}  // namespace

Server::Server(const Options& options)
    : options_(options),
      ports_(context_, options.bind_address, options.port),
      last_values_(options.voices),
      subscriptions_(options.voices) {
  // Signals are for the program's main thread: block all of them in this one.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Server::~Server() {
  context_.stop();
  thread_.join();
}

void Server::in_thread(const std::function<void()>& function) {
  const auto task = std::make_shared<std::packaged_task<void()>>(function);
  asio::post(context_, [task] { (*task)(); });
  task->get_future().get();
}

void Server::show(const LatentFrame& frame) noexcept {
  frames_.push(frame);
  wake();
}

std::optional<std::string> Server::load_wanted() {
  FileName name;
  if (!wanted_.pop(name)) return std::nullopt;
  return name.data();
}

void Server::loaded(const Loaded& loaded) noexcept {
  loaded_.push(loaded);
  wake();
}

// At most one call is pending.
void Server::wake() noexcept {
  if (waking_.exchange(true)) return;
  asio::post(context_, [this] {
    waking_.store(false);
    guarded([] {});
  });
}

void Server::run() noexcept {
  ports_.listen([this](std::span<const char> packet,
                       const Endpoint& sender) { guarded([&] { receive(packet, sender); }); },
                [this] { guarded([] {}); });
  guarded([] {});
  context_.run();
}

// No packet or file may end the worker: exceptions are counted as bad packets.
template <typename Function>
void Server::guarded(const Function& function) noexcept {
  try {
    function();
    take_due();
    push();
  } catch (const std::exception&) {
    ++traffic_.bad_packets;
  }
  wait_for_time();
}

void Server::wait_for_time() {
  auto due = subscriptions_.next_status();
  if (options_.translator != nullptr) due = std::min(due, options_.translator->next_due());
  if (due == due_) return;
  due_ = due;
  timer_.expires_at(due);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    due_ = Clock::time_point::max();
    guarded([] {});
  });
}

void Server::receive(std::span<const char> packet, const Endpoint& sender) {
  ++traffic_.packets;
  Parsed parsed = parse(packet, options_.voices, options_.translator);
  handle(parsed, sender);
  if (parsed.bad) ++traffic_.bad_packets;
  for (const Reply& reply : parsed.replies)
    ports_.send(sender, encode(reply, status_.read(), traffic_));
}

// Timed messages of the translator have no sender to reply to.
void Server::take_due() {
  if (options_.translator == nullptr) return;
  Parsed parsed;
  read_made(options_.translator->due(Clock::now()), options_.voices, parsed);
  handle(parsed, {});
}

void Server::handle(Parsed& parsed, const Endpoint& sender) {
  if (!parsed.commands.empty()) {
    const auto refusal =
        schedule_.add(parsed.commands, to_time_tag(seconds_now()), number_of(sender));
    if (!refusal.empty()) parsed.refuse("", std::string(refusal));
  }
  for (const Request& request : parsed.requests) serve(request, sender, parsed);
}

void Server::serve(const Request& request, Endpoint sender, Parsed& parsed) {
  if (request.action == Action::model) return ask_for_model(request, sender, parsed);
  if (request.port != 0) sender.port(static_cast<std::uint16_t>(request.port));
  if (request.action == Action::unsubscribe) return subscriptions_.end(sender);
  const auto refusal = subscriptions_.add(sender, request, Subscriptions::Clock::now());
  if (!refusal.empty()) return parsed.refuse(request.address, std::string(refusal));
  if (parsed.replies.size() < kMaxRepliesPerPacket)
    parsed.replies.push_back({.kind = Reply::Kind::subscribed,
                              .address = request.address,
                              .taken = static_cast<float>(Subscriptions::kLasts.count())});
}

void Server::ask_for_model(const Request& request, const Endpoint& sender, Parsed& parsed) {
  FileName name{};
  std::copy_n(request.name.begin(), std::min(request.name.size(), name.size() - 1), name.begin());
  if (loading_for_ || !wanted_.push(name))
    return parsed.refuse(request.address,
                         "another model is being loaded; send this again when it has been");
  loading_for_ = sender;
}

// Sends everything that is not a direct reply.
void Server::push() {
  const auto send = [this](const Endpoint& receiver, const std::string& packet) {
    ports_.send(receiver, packet);
  };
  const auto now = Subscriptions::Clock::now();
  Loaded loaded;
  if (loading_for_ && loaded_.pop(loaded)) {
    send(*loading_for_, encode(loaded));
    loading_for_.reset();
  }
  frames_.consume_all(
      [&](const LatentFrame& frame) { subscriptions_.send_frame(frame, now, send); });
  if (subscriptions_.next_status() <= now)
    subscriptions_.send_status(encode({.kind = Reply::Kind::status}, status_.read(), traffic_), now,
                               send);
  Endpoint gone;
  while (ports_.refused(gone)) subscriptions_.end(gone);
  listening_to_notes_.store(subscriptions_.listening_to_notes(), std::memory_order_relaxed);
  listening_.store(subscriptions_.listening(), std::memory_order_relaxed);
}

}  // namespace hemiola::osc
