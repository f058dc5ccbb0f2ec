// WebSockets with Boost.Beast.
#include "web/web_socket.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>
#include <deque>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "web/listened.h"

namespace hemiola::web {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using Error = boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {

// How many messages a client may send: some at once, then so many a second.
class Allowance {
 public:
  bool take() {
    const Clock::time_point now = Clock::now();
    const double passed = std::chrono::duration<double>(now - last_).count();
    left_ = std::min(kMessagesAtOnce, left_ + passed * kMessagesPerSecond);
    last_ = now;
    if (left_ < 1) return false;
    --left_;
    return true;
  }

 private:
  double left_ = kMessagesAtOnce;
  Clock::time_point last_ = Clock::now();
};

// Exists while one of its operations is pending.
class WebSocket : public Registered, public std::enable_shared_from_this<WebSocket> {
 public:
  WebSocket(beast::tcp_stream stream, osc::Access access, std::shared_ptr<Connections> all)
      : Registered(std::move(all), &Connections::web_sockets),
        stream_(std::move(stream)),
        access_(access),
        listened_(this->all().osc.last_values()),
        look_(this->all().osc.context()) {
    if (access_ == osc::Access::view) ++this->all().viewers;
  }
  ~WebSocket() override {
    if (access_ == osc::Access::view) --all().viewers;
  }

  void accept(const Request& request) {
    beast::get_lowest_layer(stream_).expires_never();  // the WebSocket has its own time limits
    stream_.set_option(websocket::stream_base::timeout{std::chrono::seconds(kPatienceSeconds),
                                                       std::chrono::seconds(30), true});
    stream_.read_message_max(kMaxMessageBytes);
    stream_.async_accept(request, [self = shared_from_this()](Error error) {
      if (!error) self->begin();
    });
  }
  void close() override {
    Error ignored;
    beast::get_lowest_layer(stream_).socket().close(ignored);
    look_.cancel();
  }

 private:
  void begin() {
    const std::weak_ptr<WebSocket> weak = weak_from_this();
    number_ = all().osc.connect(
        [weak](const std::string& packet) {
          if (const auto self = weak.lock()) self->send(packet);
        },
        access_);
    read();
  }

  void read() {
    buffer_.clear();
    stream_.async_read(buffer_, [self = shared_from_this()](Error error, std::size_t) {
      if (error) return self->end();
      self->heard();
    });
  }

  void heard() {
    if (!allowance_.take()) return refuse();
    const auto bytes = buffer_.cdata();
    const std::string_view message(static_cast<const char*>(bytes.data()), bytes.size());
    if (stream_.got_binary())
      all().osc.receive(message, number_);
    else if (const auto command = read_listen_command(message))
      listen(*command);
    read();
  }

  void listen(const ListenCommand& command) {
    const bool looking = !listened_.empty();
    if (command.listen)
      listened_.add(command.path);
    else
      listened_.remove(command.path);
    if (!looking && !listened_.empty()) look();
  }

  void look() {
    // A value that found no place would not be sent again: a slow client is told later.
    if (waiting_bytes_ < kMaxWaitingBytes / 4)
      for (const std::string& packet : listened_.changes()) send(packet);
    if (listened_.empty() || ended_) return;
    look_.expires_after(std::chrono::milliseconds(kLookMilliseconds));
    look_.async_wait([self = shared_from_this()](Error error) {
      if (!error) self->look();
    });
  }

  void send(const std::string& packet) {
    if (ended_ || waiting_bytes_ + packet.size() > kMaxWaitingBytes) return;
    waiting_bytes_ += packet.size();
    waiting_.push_back(packet);
    if (waiting_.size() == 1) write();
  }

  void write() {
    stream_.binary(true);
    stream_.async_write(asio::buffer(waiting_.front()),
                        [self = shared_from_this()](Error error, std::size_t) {
                          if (error || self->ended_) return self->end();
                          self->waiting_bytes_ -= self->waiting_.front().size();
                          self->waiting_.pop_front();
                          if (!self->waiting_.empty()) self->write();
                        });
  }

  // Too many messages: ends the connection.
  void refuse() {
    end();
    stream_.async_close({websocket::close_code::policy_error, "too many messages a second"},
                        [self = shared_from_this()](Error) {});
  }

  void end() {
    if (std::exchange(ended_, true)) return;
    look_.cancel();
    all().osc.disconnect(number_);
  }

  websocket::stream<beast::tcp_stream> stream_;
  osc::Access access_;
  Listened listened_;
  asio::steady_timer look_;
  Allowance allowance_;
  beast::flat_buffer buffer_{kMaxMessageBytes};
  std::deque<std::string> waiting_;  // the first one is being written
  std::size_t waiting_bytes_ = 0;
  std::uint64_t number_ = 0;
  bool ended_ = false;
};

}  // namespace

void serve_web_socket(beast::tcp_stream stream, const Request& request, osc::Access access,
                      std::shared_ptr<Connections> all) {
  std::make_shared<WebSocket>(std::move(stream), access, std::move(all))->accept(request);
}

std::optional<ListenCommand> read_listen_command(std::string_view text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto command = json.find("COMMAND"), path = json.find("DATA");
  if (command == json.end() || path == json.end() || !path->is_string()) return std::nullopt;
  if (*command != "LISTEN" && *command != "IGNORE") return std::nullopt;
  return ListenCommand{*command == "LISTEN", path->get<std::string>()};
}

}  // namespace hemiola::web
