// OSCQuery's port: answered requests; idle, slow and too many clients.
#include <memory>
#include <vector>

#include "support/catch.h"
#include "support/connected_socket.h"
#include "web/connections.h"
#include "web/server.h"

using namespace hemiola;
using hemiola::tests::Contains;
using hemiola::tests::StartsWith;

namespace {

class Client {
 public:
  explicit Client(int port) : socket_(SOCK_STREAM, port) {}
  Client(int port, const in6_addr& where) : socket_(SOCK_STREAM, port, where) {}

  void send(const std::string& text) { ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL); }
  // Reads until the server closes the connection.
  std::string rest() {
    std::string all;
    char buffer[4096];
    for (ssize_t got; (got = recv(socket_, buffer, sizeof buffer, 0)) > 0;) all.append(buffer, got);
    return all;
  }

 private:
  tests::ConnectedSocket socket_;
};

// OSC and OSCQuery, set up as in the worker
struct Rig {
  osc::Server osc{{.port = 0, .voices = 2}};
  web::Server server{0, osc};
  int port() const { return server.port(); }
};

std::string ask(Client& client, const std::string& target, const std::string& verb = "GET") {
  client.send(verb + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  return client.rest();
}
std::string get(int port, const std::string& target, const std::string& verb = "GET") {
  Client client(port);
  return ask(client, target, verb);
}

}  // namespace

TEST_CASE("a client asks over HTTP and is answered, also twice on one connection") {
  Rig server;
  CHECK_THAT(get(server.port(), "/?HOST_INFO"),
             StartsWith("HTTP/1.1 200") &&
                 Contains("\"OSC_PORT\":" + std::to_string(server.osc.port())) &&
                 Contains("\"OSC_IP\":\"127.0.0.1\"") && Contains("application/json"));
  CHECK_THAT(get(server.port(), "/nowhere"), StartsWith("HTTP/1.1 404"));
  CHECK_THAT(get(server.port(), "/", "POST"), StartsWith("HTTP/1.1 405"));
  const std::string head = get(server.port(), "/", "HEAD");
  CHECK_THAT(head, StartsWith("HTTP/1.1 200") && Contains("Content-Length: "));
  CHECK(head.ends_with("\r\n\r\n"));
  Client client(server.port());
  client.send("GET /?HOST_INFO HTTP/1.1\r\nHost: localhost\r\n\r\n");
  client.send("GET /hemiola?FULL_PATH HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  CHECK_THAT(client.rest(), Contains("OSC_IP") && Contains("{\"FULL_PATH\":\"/hemiola\"}"));
}

TEST_CASE("endless headers, bodies and garbage are cut off, and the next client is served") {
  Rig server;
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
  Rig server;
  std::vector<std::unique_ptr<Client>> idle;
  for (std::size_t i = 0; i < web::kMaxHttp; ++i)
    idle.push_back(std::make_unique<Client>(server.port()));
  CHECK(get(server.port(), "/") == "");
  CHECK(idle.front()->rest() == "");
  CHECK_THAT(get(server.port(), "/"), StartsWith("HTTP/1.1 200"));
}

TEST_CASE("a page of another site may ask: it is allowed, and told what it may") {
  Rig server;
  const std::string allowed = "Access-Control-Allow-Origin: *";
  CHECK_THAT(get(server.port(), "/hemiola"), StartsWith("HTTP/1.1 200") && Contains(allowed));
  const std::string options = get(server.port(), "/hemiola", "OPTIONS");
  CHECK_THAT(options, StartsWith("HTTP/1.1 204") && Contains(allowed) &&
                          Contains("Access-Control-Allow-Methods: GET, HEAD, OPTIONS") &&
                          Contains("Access-Control-Allow-Headers: *"));
  CHECK(options.ends_with("\r\n\r\n"));
}

TEST_CASE("OSCQuery is heard by IPv6 where OSC is") {
  Rig server;
  if (server.osc.addresses().size() < 2) {
    WARN("this machine has no IPv6");
    return;
  }
  Client client(server.port(), in6addr_loopback);
  CHECK_THAT(ask(client, "/?HOST_INFO"), StartsWith("HTTP/1.1 200") && Contains("\"::1\""));
}

TEST_CASE("a port that is taken is told, with a remedy, and a server ends with its clients on") {
  osc::Server osc({.port = 0, .voices = 2});
  auto server = std::make_unique<web::Server>(0, osc);
  CHECK_THROWS_WITH(web::Server(server->port(), osc), Contains("choose another"));
  Client client(server->port());
  server.reset();
  CHECK(client.rest() == "");
  // OSC continues without it, and another one can be created.
  web::Server again(0, osc);
  CHECK_THAT(get(again.port(), "/"), StartsWith("HTTP/1.1 200"));
}
