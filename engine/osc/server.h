// The OSC server: a thread that turns packets into commands for the worker and answers questions.
#pragma once

#include <boost/lockfree/spsc_queue.hpp>
#include <string>
#include <thread>

#include "osc/known.h"
#include "osc/latest.h"
#include "osc/parse.h"
#include "osc/socket.h"
#include "osc/status.h"
#include "osc/translator.h"
#include "patchbay/bay.h"

namespace hemiola::osc {

constexpr int kDefaultPort = 57140;

struct Options {
  int port = kDefaultPort;                 // 0 takes any free one
  std::string bind_address = "127.0.0.1";  // this machine only; 0.0.0.0 hears every network
  int voices = 8;
  Translator* translator = nullptr;  // outlives the server
};

class Server {
 public:
  // Opens the port and starts the thread. Throws std::runtime_error, a sentence with a remedy.
  explicit Server(const Options& options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const noexcept { return socket_.port(); }

  // [worker thread] Wait-free. The next command, false when there is none. The commands of one
  // bundle arrive together: polling until false takes all of them or none.
  bool poll(patchbay::Command& command) noexcept { return commands_.pop(command); }
  // [worker thread] Wait-free. What the next status reply will say.
  void publish(const Status& status) noexcept { status_.write(status); }
  // [any thread] What was last asked of each voice.
  const Known& known() const noexcept { return known_; }

 private:
  // A packet holds at most some 1 500 messages, so one bundle always fits an empty queue.
  static constexpr std::size_t kMostWaiting = 4096;

  void run() noexcept;  // [osc thread] All of these.
  void hear(std::span<const char> packet, const sockaddr_in& sender);
  void take_due();
  Outcome read(std::span<const char> packet);
  void handle(Outcome& outcome);

  Options options_;
  Socket socket_;
  Traffic traffic_;  // osc thread only
  Latest<Status> status_;
  Known known_;
  boost::lockfree::spsc_queue<patchbay::Command, boost::lockfree::capacity<kMostWaiting>> commands_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace hemiola::osc
