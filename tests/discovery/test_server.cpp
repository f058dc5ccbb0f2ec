// OSCQuery's port: answered requests, silent, slow and too many clients.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <vector>

#include "discovery/server.h"

using namespace hemiola;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

class Client {
 public:
  explicit Client(int port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{.tv_sec = 20, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    REQUIRE(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }
  ~Client() { close(socket_); }
  void send(const std::string& text) { ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL); }
  // All until the server closes.
  std::string rest() {
    std::string all;
    char buffer[4096];
    for (ssize_t got; (got = recv(socket_, buffer, sizeof buffer, 0)) > 0;) all.append(buffer, got);
    return all;
  }

 private:
  int socket_;
};

std::string get(int port, const std::string& target, const std::string& verb = "GET") {
  Client client(port);
  client.send(verb + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  return client.rest();
}

}  // namespace

TEST_CASE("a client asks over HTTP and is answered, also twice on one connection") {
  const osc::Known known(2);
  discovery::Server server({.port = 0, .osc_port = 5}, known);
  CHECK_THAT(get(server.port(), "/?HOST_INFO"), StartsWith("HTTP/1.1 200") &&
                                                    Contains("\"OSC_PORT\":5") &&
                                                    Contains("application/json"));
  CHECK_THAT(get(server.port(), "/nowhere"), StartsWith("HTTP/1.1 404"));
  CHECK_THAT(get(server.port(), "/", "POST"), StartsWith("HTTP/1.1 405"));
  const std::string head = get(server.port(), "/", "HEAD");
  CHECK_THAT(head, StartsWith("HTTP/1.1 200") && Contains("Content-Length: "));
  CHECK(head.ends_with("\r\n\r\n"));
  Client client(server.port());
  client.send("GET /?HOST_INFO HTTP/1.1\r\nHost: x\r\n\r\n");
  client.send("GET /hemiola?FULL_PATH HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK_THAT(client.rest(), Contains("OSC_IP") && Contains("{\"FULL_PATH\":\"/hemiola\"}"));
}

TEST_CASE("endless headers, bodies and garbage are cut off, and the next client is served") {
  const osc::Known known(2);
  discovery::Server server({.port = 0}, known);
  for (const std::string& text :
       {"GET / HTTP/1.1\r\nX: " + std::string(100000, 'x'), std::string(1000, '\xff') + "\r\n\r\n",
        std::string("GET / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\nxxxx")}) {
    Client client(server.port());
    client.send(text);
    CHECK_THAT(client.rest(), !Contains("200 OK"));
  }
  CHECK_THAT(get(server.port(), "/"), StartsWith("HTTP/1.1 200"));
}

TEST_CASE("silent clients take all places for some seconds only") {
  const osc::Known known(2);
  discovery::Server server({.port = 0}, known);
  std::vector<std::unique_ptr<Client>> idle;
  for (int i = 0; i < discovery::kMostConnections; ++i)
    idle.push_back(std::make_unique<Client>(server.port()));
  CHECK(get(server.port(), "/") == "");
  const auto begin = std::chrono::steady_clock::now();
  CHECK(idle.front()->rest() == "");
  CHECK(std::chrono::steady_clock::now() - begin <
        std::chrono::seconds(discovery::kPatienceSeconds + 5));
  CHECK_THAT(get(server.port(), "/"), StartsWith("HTTP/1.1 200"));
}

TEST_CASE("a port that is taken is told, with a remedy, and a server ends with its clients on") {
  const osc::Known known(2);
  auto server = std::make_unique<discovery::Server>(discovery::Options{.port = 0}, known);
  CHECK_THROWS_WITH(discovery::Server({.port = server->port()}, known), Contains("choose another"));
  Client client(server->port());
  server.reset();
  CHECK(client.rest() == "");
}
