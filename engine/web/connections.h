// What the connections of one server share, and their limits.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "osc/server.h"

namespace hemiola::web {

// Maximum number of connections of each kind, and the time after which an idle or slow one is
// closed. If all are in use, other clients can still send OSC by UDP.
constexpr std::size_t kMaxHttp = 16;
constexpr std::size_t kMaxWebSockets = 16;
constexpr std::size_t kMaxViewers = 12;  // of these: who may play always finds the others free
constexpr int kPatienceSeconds = 5;

class Connection {
 public:
  virtual ~Connection() = default;
  virtual void close() = 0;
};

// For the OSC thread. Shared with the connections, as one may end last.
struct Connections {
  osc::Server& osc;
  std::string token;  // of clients on other machines that may play; empty: none may
  bool closed = false;
  std::set<Connection*> http = {}, web_sockets = {};
  std::size_t viewers = 0;  // of the WebSockets
};

// Whether there is room for another WebSocket.
inline bool has_room(std::size_t web_sockets, std::size_t viewers, osc::Access access) {
  return web_sockets < kMaxWebSockets && (access == osc::Access::full || viewers < kMaxViewers);
}

// The members of all connections: registers itself in a set while it exists.
class Registered : public Connection {
 public:
  Registered(std::shared_ptr<Connections> all, std::set<Connection*> Connections::* kind)
      : all_(std::move(all)), kind_(kind) {
    ((*all_).*kind_).insert(this);
  }
  ~Registered() override { ((*all_).*kind_).erase(this); }
  Registered(const Registered&) = delete;
  Registered& operator=(const Registered&) = delete;

 protected:
  Connections& all() { return *all_; }
  const std::shared_ptr<Connections>& shared() { return all_; }

 private:
  std::shared_ptr<Connections> all_;
  std::set<Connection*> Connections::* kind_;
};

}  // namespace hemiola::web
