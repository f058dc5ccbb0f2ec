// Sends replies to the audio thread through the server's queue, which may block.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace hemiola::plugin {

// The server holds the queue's lock while any command stage runs, for example while it reads a long
// sound file. This thread waits for the lock, so that the watchdog need not.
class ReplyThread {
 public:
  // Returns false if the queue is full: then it is called again later, and the ones behind it wait.
  using Delivery = std::function<bool()>;

  // first_pause: time before the first retry; doubles with each retry, up to kLongestPause.
  explicit ReplyThread(std::chrono::milliseconds first_pause = std::chrono::milliseconds(2));
  // Delivers what is left without retries, as the queue may never be emptied; failures are
  // destroyed.
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
