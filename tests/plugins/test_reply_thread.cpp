// Replies to the audio thread, through a queue that may be full.
#include "reply_thread.h"
#include "support/catch.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

using hemiola::plugin::ReplyThread;

namespace {

constexpr std::chrono::milliseconds kNoPause(0);

// Collects deliveries; wait_for has no timeout.
class Arrivals {
 public:
  void add(int number) {
    const std::lock_guard lock(mutex_);
    numbers_.push_back(number);
    came_.notify_all();
  }
  std::vector<int> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [&] { return numbers_.size() >= count; });
    return numbers_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<int> numbers_;
};

}  // namespace

TEST_CASE("a reply that finds the queue full is sent again, before those behind it") {
  Arrivals arrivals;
  std::atomic<int> refusals{0};
  ReplyThread reply_thread(kNoPause);
  reply_thread.send([&] {
    if (refusals < 5) {
      ++refusals;
      return false;
    }
    arrivals.add(1);
    return true;
  });
  reply_thread.send([&] {
    arrivals.add(2);
    return true;
  });
  CHECK(arrivals.wait_for(2) == std::vector<int>{1, 2});
  CHECK(refusals == 5);
}

TEST_CASE("what a reply_thread can't deliver before it ends is let go, and nobody waits for it") {
  const auto held = std::make_shared<int>(0);
  int other = 0;
  {
    ReplyThread reply_thread(kNoPause);
    reply_thread.send([held] { return false; });
    reply_thread.send([&] {
      ++other;
      return true;
    });
  }
  CHECK(held.use_count() == 1);
  CHECK(other == 1);
}
