// One thread, one round after the other.
#include "postman.h"

#include <utility>

#include "platform/platform.h"

namespace hemiola::plugin {

Postman::Postman() : thread_([this] { run(); }) {}

Postman::~Postman() {
  {
    const std::lock_guard lock(mutex_);
    leaving_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Postman::send(std::function<void()> delivery) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(delivery));
  }
  changed_.notify_all();
}

void Postman::run() {
  platform::take_ordinary_priority();  // threads made by the server may be real-time ones
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return leaving_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const auto delivery = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    delivery();
    lock.lock();
  }
}

}  // namespace hemiola::plugin
