// Takes replies to the audio thread through the server's own queue, which may have to be waited
// for.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace hemiola::plugin {

// The server holds that queue's lock while a stage of any command runs. A command that waits for
// the watchdog would therefore wait for ever where the watchdog waits for the lock: so this thread
// does.
class Postman {
 public:
  Postman();
  ~Postman();  // delivers what is left

  // [any thread but the audio thread] Returns at once.
  void send(std::function<void()> delivery);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  bool leaving_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace hemiola::plugin
