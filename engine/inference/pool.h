// Pool of objects that serve one thread at a time each: copies of one that serves none.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace hemiola::inference {

template <typename T>
class Pool {
 public:
  explicit Pool(T original) : original_(std::move(original)) { reserve(1); }

  void reserve(std::size_t count) {
    const std::lock_guard lock(mutex_);
    while (made_ < count) free_.push_back(make());
  }

  // Calls use with an object that no other thread uses meanwhile. Copies one if none is free.
  template <typename Use>
  void with(Use use) {
    const Loan loan(*this);
    use(*loan.thing);
  }

 private:
  struct Loan {
    explicit Loan(Pool& pool) : owner(pool), thing(pool.take()) {}
    ~Loan() {
      const std::lock_guard lock(owner.mutex_);
      owner.free_.push_back(std::move(thing));
    }
    Pool& owner;
    std::unique_ptr<T> thing;
  };
  std::unique_ptr<T> take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) return make();
    auto thing = std::move(free_.back());
    free_.pop_back();
    return thing;
  }

  std::unique_ptr<T> make() {
    ++made_;
    return std::make_unique<T>(original_);
  }

  const T original_;
  std::size_t made_ = 0;
  std::mutex mutex_;
  std::vector<std::unique_ptr<T>> free_;
};

}  // namespace hemiola::inference
