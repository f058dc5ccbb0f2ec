// The median of the last few values, for many series side by side.
#include "features/running_median.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace hemiola::features {

namespace {

constexpr int kTogether = RunningMedian::kTogether;

// Takes old out of the sorted rows and puts added in. Without old, row k is s[k] where that is
// smaller than old and s[k + 1] elsewhere; with added, it is the middle one of added and the rows
// k - 1 and k of those.
void exchange(float* sorted /*[length][together]*/, int length, float* old, const float* added) {
  constexpr float kEndless = std::numeric_limits<float>::infinity();
  float below[kTogether];
  std::fill_n(below, kTogether, -kEndless);
  for (int k = 0; k < length; ++k) {
    float* row = sorted + k * kTogether;
    for (int i = 0; i < kTogether; ++i) {
      const float next = k + 1 < length ? row[i + kTogether] : kEndless;
      const float kept = row[i] < old[i] ? row[i] : next;
      const float raised = below[i] > added[i] ? below[i] : added[i];
      row[i] = raised < kept ? raised : kept;
      below[i] = kept;
    }
  }
  std::copy_n(added, kTogether, old);
}

}  // namespace

RunningMedian::RunningMedian(int lanes, int length)
    : lanes_(lanes),
      length_(length),
      last_(static_cast<std::size_t>(lanes) * static_cast<std::size_t>(length)),
      sorted_(last_.size()) {
  assert(lanes % kTogether == 0 && length % 2 == 1);
}

void RunningMedian::push(const float* values, float* medians) noexcept {
  float* old = last_.data() + static_cast<std::ptrdiff_t>(oldest_) * lanes_;
  float* sorted = sorted_.data();
  for (int lane = 0; lane < lanes_; lane += kTogether, sorted += length_ * kTogether) {
    exchange(sorted, length_, old + lane, values + lane);
    std::copy_n(sorted + length_ / 2 * kTogether, kTogether, medians + lane);
  }
  oldest_ = (oldest_ + 1) % length_;
}

}  // namespace hemiola::features
