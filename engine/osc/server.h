// The OSC server: a thread that turns packets into commands for the worker and answers questions.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/lockfree/spsc_queue.hpp>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "osc/last_values.h"
#include "osc/latent_frame.h"
#include "osc/parse.h"
#include "osc/ports.h"
#include "osc/schedule.h"
#include "osc/status.h"
#include "osc/subscriptions.h"
#include "osc/translator.h"
#include "osc/triple_buffer.h"
#include "patchbay/patch_bay.h"

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
  // Opens the port and starts the thread. Throws PortTaken or another
  // std::runtime_error, a sentence with a remedy.
  explicit Server(const Options& options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const noexcept { return ports_.port(); }
  // Where it hears; the first address is the one that was asked for.
  std::vector<boost::asio::ip::address> addresses() const { return ports_.addresses(); }

  // [any thread] What the worker has been given last of each voice: what plays.
  const LastValues& last_values() const noexcept { return last_values_; }

  // What else listens on this machine's networks shares the thread: whatever uses the context has
  // to be gone before the server, and uses it by way of this.
  boost::asio::io_context& context() noexcept { return context_; }
  // [any thread but the server's] Runs the function in the server's thread and waits for its end.
  void in_thread(const std::function<void()>& function);

  // [worker thread] All of these; none waits for senders or readers.
  // The next command that is for now, or whose time tag is until or before; false when there is
  // none. The commands of one bundle arrive together: polling until false takes all or none.
  bool poll(patchbay::Command& command, TimeTag until = 0) noexcept {
    if (!schedule_.take(command, until)) return false;
    last_values_.note(command);
    return true;
  }
  // What the next status reply will say.
  void publish(const Status& status) noexcept { status_.write(status); }
  // Whether anybody has subscribed to frames, so that show() is worth its while.
  bool listening() const noexcept { return listening_.load(std::memory_order_relaxed); }
  // A frame for the subscribers; lost where they are slower than it.
  void show(const LatentFrame& frame) noexcept;
  // The file name of a model that somebody wants, once; loaded() tells that sender how it went, and
  // only then may the next one be wanted.
  std::optional<std::string> load_wanted();
  void loaded(const Loaded& loaded) noexcept;

 private:
  static constexpr std::size_t kMaxFrames = 256;  // some 2 s of one voice
  using FileName = std::array<char, 256>;
  using Clock = std::chrono::steady_clock;

  void wake() noexcept;  // [any thread]

  void run() noexcept;  // [osc thread] All of these.
  template <typename Function>
  void guarded(const Function& function) noexcept;
  void hear(std::span<const char> packet, const Endpoint& sender);
  void take_due();
  void handle(Outcome& outcome, const Endpoint& sender);
  void serve(const Request& request, Endpoint sender, Outcome& outcome);
  void ask_for_model(const Request& request, const Endpoint& sender, Outcome& outcome);
  void push();
  void wait_for_time();

  Options options_;
  boost::asio::io_context context_{1};
  Ports ports_;
  boost::asio::steady_timer timer_{context_};
  Clock::time_point due_ = Clock::time_point::max();  // when the timer ends; osc thread only
  Traffic traffic_;                                   // osc thread only
  TripleBuffer<Status> status_;
  LastValues last_values_;
  Schedule schedule_;
  Subscriptions subscriptions_;  // osc thread only
  std::atomic<bool> listening_{false};
  std::atomic<bool> waking_{false};
  boost::lockfree::spsc_queue<LatentFrame> frames_{kMaxFrames};
  std::optional<Endpoint> loading_for_;  // osc thread only
  boost::lockfree::spsc_queue<FileName, boost::lockfree::capacity<1>> wanted_;
  boost::lockfree::spsc_queue<Loaded, boost::lockfree::capacity<1>> loaded_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace hemiola::osc
