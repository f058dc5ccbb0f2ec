// Takes replies to the audio thread through the server's own queue, which may have to be waited
// for.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace hemiola::plugin {

// The server holds that queue's lock while a stage of any command runs, and reading a long sound
// file is one. So that the watchdog waits for neither, this thread does.
class ReplyThread {
 public:
  // Returns false where the queue is full: it is called again, and those behind it wait.
  using Delivery = std::function<bool()>;

  // first_pause: before a full queue is tried again; each further pause is twice as long, up to
  // kLongestPause.
  explicit ReplyThread(std::chrono::milliseconds first_pause = std::chrono::milliseconds(2));
  // Delivers what is left, but waits for no full queue any more: nobody may ever empty it. What it
  // can't deliver is destroyed.
  ~ReplyThread();

  // [any thread but the audio thread] Returns at once.
  void send(Delivery delivery);

 private:
  static constexpr auto kLongestPause = std::chrono::milliseconds(200);

  void run();
  void deliver(const Delivery& delivery);

  std::chrono::milliseconds first_pause_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Delivery> waiting_;
  bool leaving_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace hemiola::plugin
