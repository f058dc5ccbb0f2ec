// A WebSocket client for tests: Boost.Beast, and oscpack for the packets; no code of Hemiola.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "support/catch.h"
#include "support/packets.h"

namespace hemiola::test {

namespace beast = boost::beast;
namespace websocket = beast::websocket;

class WebClient {
 public:
  // opened() tells whether the server took the WebSocket. origin: as a browser sends it.
  explicit WebClient(int port, const std::string& origin = {},
                     const std::string& host = "localhost") {
    beast::get_lowest_layer(stream_).connect(
        {boost::asio::ip::address_v4::loopback(), static_cast<unsigned short>(port)});
    stream_.set_option(websocket::stream_base::decorator([&](websocket::request_type& request) {
      if (!origin.empty()) request.set(beast::http::field::origin, origin);
    }));
    stream_.handshake(host + ":" + std::to_string(port), "/", error_);
  }

  bool opened() const { return !error_; }
  bool send(const std::string& bytes, bool binary = true) {
    stream_.binary(binary);
    stream_.write(boost::asio::buffer(bytes), error_);
    return !error_;
  }
  // The next packet; nothing if none comes within this time, or the connection ends.
  std::optional<packets::Message> receive(int milliseconds = 5000) {
    std::optional<packets::Message> message;
    if (!reading_) {
      reading_ = true;
      stream_.async_read(buffer_, [this](boost::system::error_code error, std::size_t) {
        reading_ = false;
        error_ = error;
      });
    }
    context_.restart();
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(milliseconds);
    while (reading_ && context_.run_one_until(end) != 0) {
    }
    if (reading_ || error_) return std::nullopt;
    const auto data = buffer_.cdata();
    message = packets::read({static_cast<const char*>(data.data()), data.size()});
    buffer_.clear();
    return message;
  }
  packets::Message ask(const std::string& bytes) {
    REQUIRE(send(bytes));
    const auto answer = receive();
    REQUIRE(answer);
    return *answer;
  }

 private:
  boost::asio::io_context context_;
  websocket::stream<beast::tcp_stream> stream_{context_};
  beast::flat_buffer buffer_;
  boost::system::error_code error_;
  bool reading_ = false;
};

}  // namespace hemiola::test
