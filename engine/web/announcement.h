// Tells the local network, by mDNS, where OSC and OSCQuery are.
#pragma once

#include <memory>
#include <string>

namespace hemiola::web {

// Needs a running Avahi daemon. Without one nothing is announced, until one starts.
class Announcement {
 public:
  // `_osc._udp` and `_oscjson._tcp` at these ports, under this name or, if another machine has it
  // already, a similar one.
  Announcement(const std::string& name, int osc_port, int web_port);
  ~Announcement();
  Announcement(const Announcement&) = delete;
  Announcement& operator=(const Announcement&) = delete;

 private:
  struct State;
  void close();
  std::unique_ptr<State> state_;  // null: there is no system bus
};

}  // namespace hemiola::web
