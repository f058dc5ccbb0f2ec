// The OSC server's thread.
#include "osc/server.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cmath>
#include <exception>
#include <future>
#include <memory>

#include "base/signals_blocked.h"
#include "osc/clock.h"
#include "osc/reply.h"

namespace hemiola::osc {

namespace asio = boost::asio;

namespace {

// The first one, of several.
std::string_view address_of(SnapshotOrder::What what) {
  for (const Row& row : table())
    if (row.what == what) return row.address;
  return {};
}

// Refuses all that changes something.
void keep_questions(Parsed& parsed) {
  const auto changes = [](const Request& each) {
    return each.action == Action::model || each.action == Action::name;
  };
  if (parsed.commands.empty() &&
      std::none_of(parsed.requests.begin(), parsed.requests.end(), changes))
    return;
  parsed.commands.clear();
  std::erase_if(parsed.requests, changes);
  parsed.refuse(
      "",
      "this connection may only look; the link with the token, which the worker posts, may "
      "play too");
}

}  // namespace

Server::Server(const Options& options)
    : options_(options),
      ports_(context_, options.bind_address, options.port),
      last_values_(options.voices),
      subscriptions_(options.voices),
      names_(options.voices) {
  const SignalsBlocked blocked;
  thread_ = std::thread([this] { run(); });
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
  ports_.listen(
      [this](std::span<const char> packet, const Endpoint& sender) {
        guarded([&] { receive_from(packet, sender, Access::full); });
      },
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

void Server::playing(const std::string& name) noexcept {
  FileName copy{};
  std::copy_n(name.begin(), std::min(name.size(), copy.size() - 1), copy.begin());
  playing_.write(copy);
  wake();
}

std::uint64_t Server::connect(SendPacket send, Access access) {
  connections_.emplace(++last_connection_, Connection{std::move(send), access});
  return last_connection_;
}

void Server::disconnect(std::uint64_t connection) {
  subscriptions_.end(Peer(connection));
  connections_.erase(connection);
  guarded([] {});
}

void Server::receive(std::span<const char> packet, std::uint64_t connection) {
  const auto found = connections_.find(connection);
  if (found == connections_.end()) return;
  const Access access = found->second.access;
  guarded([&] { receive_from(packet, Peer(connection), access); });
}

void Server::send(const Peer& receiver, const std::string& packet) {
  if (!receiver.is_connection()) return ports_.send(receiver.address, packet);
  const auto found = connections_.find(receiver.connection);
  if (found != connections_.end()) found->second.send(packet);
}

void Server::receive_from(std::span<const char> packet, const Peer& sender, Access access) {
  ++traffic_.packets;
  // A viewer's messages are not translated: whatever a mapping makes of them would be a change.
  Parsed parsed = parse(packet, names_, access == Access::full ? options_.translator : nullptr);
  if (access == Access::view) keep_questions(parsed);
  handle(parsed, sender);
  if (parsed.bad) ++traffic_.bad_packets;
  for (const Reply& reply : parsed.replies) send(sender, encode(reply, status_.read(), traffic_));
}

// Timed messages of the translator have no sender to reply to.
void Server::take_due() {
  if (options_.translator == nullptr) return;
  Parsed parsed;
  read_made(options_.translator->due(Clock::now()), names_, parsed);
  handle(parsed, {});
}

void Server::handle(Parsed& parsed, const Peer& sender) {
  // Each order of a packet may name what those before it save.
  const bool some = std::any_of(parsed.commands.begin(), parsed.commands.end(), [](const Order& o) {
    return o.snapshot.what != SnapshotOrder::What::none;
  });
  std::set<std::string> names;
  if (some) names = snapshot_names_;
  std::vector<Order> orders;
  for (Order& order : parsed.commands) {
    const std::string reason = check(order.snapshot, names);
    if (reason.empty())
      orders.push_back(order);
    else
      parsed.refuse(address_of(order.snapshot.what), reason);
  }
  if (!orders.empty()) {
    const TimeTag now = to_time_tag(seconds_now());
    const auto refusal = schedule_.add(orders, now, sender.hash());
    if (!refusal.empty()) parsed.refuse("", std::string(refusal));
    for (const Order& order : orders)
      if (refusal.empty()) remember(order, now, sender);
  }
  for (const Request& request : parsed.requests) serve(request, sender, parsed);
}

void Server::serve(const Request& request, Peer sender, Parsed& parsed) {
  if (request.action == Action::model) return ask_for_model(request, sender, parsed);
  if (request.action == Action::models) return tell_models(parsed);
  if (request.action == Action::name) return name_voice(request, parsed);
  if (request.action == Action::names) return send(sender, encode(names_));
  if (request.action == Action::snapshots) {
    send(sender, encode(snapshots_));
    if (sender.is_connection()) send(sender, encode_map(point_.x, point_.y));
    return;
  }
  // Answers to a connection go back by it: a port would be one of nobody knows which machine.
  if (request.port != 0 && !sender.is_connection())
    sender.address.port(static_cast<std::uint16_t>(request.port));
  if (request.action == Action::unsubscribe) return subscriptions_.end(sender);
  const auto refusal = subscriptions_.add(sender, request, Subscriptions::Clock::now());
  if (!refusal.empty()) return parsed.refuse(request.address, std::string(refusal));
  if (parsed.replies.size() < kMaxRepliesPerPacket)
    parsed.replies.push_back({.kind = Reply::Kind::subscribed,
                              .address = request.address,
                              .taken = static_cast<float>(Subscriptions::kLasts.count())});
}

void Server::name_voice(const Request& request, Parsed& parsed) {
  if (request.voice < 0)
    return parsed.refuse(request.address, "a name is for one voice; send its number");
  names_.set(request.voice, request.name);
  tell_all(encode(names_), {});
}

// The folder is looked through once a second at most.
Reply Server::models_reply() {
  const auto now = Clock::now();
  if (options_.models && now >= models_until_) {
    models_ = options_.models();
    models_until_ = now + std::chrono::seconds(1);
  }
  Reply reply{.kind = Reply::Kind::models};
  reply.names = models_;
  reply.names.insert(reply.names.begin(), playing_.read().data());
  return reply;
}

void Server::tell_models(Parsed& parsed) {
  const auto told = [](const Reply& each) { return each.kind == Reply::Kind::models; };
  if (std::none_of(parsed.replies.begin(), parsed.replies.end(), told))
    parsed.replies.push_back(models_reply());
}

// Why an order can't be carried out; else empty, and the order is complete: one for a single
// coordinate of the point has got the other one. names: of the snapshots that there are before it
// and after it.
std::string Server::check(SnapshotOrder& order, std::set<std::string>& names) const {
  using What = SnapshotOrder::What;
  const std::string name(order.name());
  const bool known = names.count(name) > 0;
  switch (order.what) {
    case What::none:
      return {};
    case What::save:
      if (!known && names.size() >= kMaxSnapshots)
        return "there are " + std::to_string(kMaxSnapshots) +
               " snapshots already; delete one with /hemiola/snapshot/delete";
      names.insert(name);
      return {};
    case What::map:
      if (std::isnan(order.x)) order.x = point_.x;
      if (std::isnan(order.y)) order.y = point_.y;
      return names.empty() ? "the map is empty; save a snapshot with /hemiola/snapshot/save" : "";
    default:
      break;
  }
  if (known && order.what == What::remove) names.erase(name);
  if (known) return {};
  std::string all;
  for (const std::string& each : names) all.append(all.empty() ? "" : ", ").append(each);
  return "there is no snapshot \"" + name + "\"; " +
         (all.empty() ? "save one with /hemiola/snapshot/save" : "there are " + all);
}

// Of an order that the worker will get: later messages may name what it saves before that is on the
// list. What a message for later deletes stays until then.
void Server::remember(const Order& order, TimeTag now, const Peer& sender) {
  using What = SnapshotOrder::What;
  const std::string name(order.snapshot.name());
  if (order.snapshot.what == What::save) {
    snapshot_names_.insert(name);
    saving_.insert(name);
  }
  if (order.time > now) return;
  if (order.snapshot.what == What::remove) {
    snapshot_names_.erase(name);
    saving_.erase(name);
  }
  if (order.snapshot.what != What::map) return;
  point_ = {"", order.snapshot.x, order.snapshot.y};
  tell_all(encode_map(point_.x, point_.y), sender);
}

void Server::tell_all(const std::string& packet, const Peer& but) {
  for (const auto& [number, connection] : connections_)
    if (number != but.connection) connection.send(packet);
}

void Server::publish_snapshots(std::vector<SnapshotPlace> snapshots) {
  {
    const std::lock_guard lock(new_snapshots_mutex_);
    new_snapshots_ = std::move(snapshots);
  }
  wake();
}

void Server::ask_for_model(const Request& request, const Peer& sender, Parsed& parsed) {
  FileName name{};
  std::copy_n(request.name.begin(), std::min(request.name.size(), name.size() - 1), name.begin());
  if (loading_for_ || !wanted_.push(name))
    return parsed.refuse(request.address,
                         "another model is being loaded; send this again when it has been");
  loading_for_ = sender;
}

// Sends everything that is not a direct reply.
void Server::push() {
  const auto send = [this](const Peer& receiver, const std::string& packet) {
    this->send(receiver, packet);
  };
  const auto now = Subscriptions::Clock::now();
  Loaded loaded;
  if (loading_for_ && loaded_.pop(loaded)) {
    send(*loading_for_, encode(loaded));
    loading_for_.reset();
  }
  if (playing_.read().data() != told_playing_) {
    told_playing_ = playing_.read().data();
    tell_all(encode(models_reply(), status_.read(), traffic_), {});
  }
  std::optional<std::vector<SnapshotPlace>> changed;
  {
    const std::lock_guard lock(new_snapshots_mutex_);
    changed.swap(new_snapshots_);
  }
  if (changed) {
    snapshots_ = std::move(*changed);
    for (const SnapshotPlace& each : snapshots_) saving_.erase(each.name);
    snapshot_names_ = saving_;
    for (const SnapshotPlace& each : snapshots_) snapshot_names_.insert(each.name);
    tell_all(encode(snapshots_), {});
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
