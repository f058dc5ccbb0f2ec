// Counts frames that failed in a model: when to tell the user, and when to give up.
#pragma once

#include <bit>
#include <cstdint>

namespace hemiola::worker {

// For one thread.
class Failures {
 public:
  // This many consecutive failures in one direction (half a second) are not an accident.
  static constexpr int kHopeless = 50;

  // Counts a failed frame. True if the user should be told: for the 1st, 2nd, 4th, 8th ... failure.
  bool failed() noexcept {
    ++in_a_row_;
    return std::has_single_bit(++count_);
  }
  void worked() noexcept { in_a_row_ = 0; }

  std::uint64_t count() const noexcept { return count_; }
  bool hopeless() const noexcept { return in_a_row_ >= kHopeless; }

 private:
  std::uint64_t count_ = 0;
  int in_a_row_ = 0;
};

}  // namespace hemiola::worker
