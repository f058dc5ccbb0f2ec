// Frames that a model failed to compute: when to tell the user, and when to give up.
#pragma once

#include <bit>
#include <cstdint>

namespace hemiola::worker {

class Failures {
 public:
  // So many in a row in one direction, half a second of them, are no accident.
  static constexpr int kHopeless = 50;

  // A frame failed. True where the user is to be told: of the first, the second, the fourth ...
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
