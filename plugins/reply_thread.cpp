// A single thread delivers replies in order.
#include "reply_thread.h"

#include <algorithm>
#include <utility>

#include "platform/platform.h"

namespace hemiola::plugin {

ReplyThread::ReplyThread(std::chrono::milliseconds first_pause)
    : first_pause_(first_pause), thread_([this] { run(); }) {}

ReplyThread::~ReplyThread() {
  {
    const std::lock_guard lock(mutex_);
    leaving_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void ReplyThread::send(Delivery delivery) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(delivery));
  }
  changed_.notify_all();
}

void ReplyThread::run() {
  platform::take_ordinary_priority();  // threads made by the server may be real-time ones
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return leaving_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const Delivery delivery = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    deliver(delivery);
    lock.lock();
  }
}

// A busy server empties its queue in its next block; until then the reply waits here.
void ReplyThread::deliver(const Delivery& delivery) {
  auto pause = first_pause_;
  while (!delivery()) {
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, pause, [this] { return leaving_; })) return;
    pause = std::min<std::chrono::milliseconds>(2 * pause, kLongestPause);
  }
}

}  // namespace hemiola::plugin
