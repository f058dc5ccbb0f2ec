// Running median of many series side by side.
#include "features/running_median.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <limits>

namespace hemiola::features {

namespace {

constexpr float kEndless = std::numeric_limits<float>::infinity();

// Vector extension of GCC and Clang, as neither vectorises these selections by itself.
using Vector = float __attribute__((vector_size(RunningMedian::kTogether * sizeof(float))));

Vector read(const float* values) {
  Vector result;
  std::memcpy(&result, values, sizeof result);
  return result;
}

// Replaces `out` by `in` in the sorted rows. Without `out`, row k is s[k] if that is smaller than
// `out`, else s[k + 1]; with `in`, it is the median of `in` and the rows k - 1 and k of those. An
// extra last row holds infinities.
void exchange(float* sorted /*[length + 1][together]*/, int length, Vector out, Vector in) {
  Vector below = Vector{} - kEndless, row = read(sorted);
  for (int k = 0; k < length; ++k, sorted += RunningMedian::kTogether) {
    const Vector next = read(sorted + RunningMedian::kTogether);
    const Vector kept = row < out ? row : next;
    const Vector raised = below > in ? below : in;
    const Vector result = raised < kept ? raised : kept;
    std::memcpy(sorted, &result, sizeof result);
    below = kept;
    row = next;
  }
}

}  // namespace

RunningMedian::RunningMedian(int lanes, int length)
    : lanes_(lanes),
      length_(length),
      last_(static_cast<std::size_t>(lanes) * static_cast<std::size_t>(length)),
      sorted_(static_cast<std::size_t>(lanes) * static_cast<std::size_t>(length + 1)) {
  assert(lanes % kTogether == 0 && length % 2 == 1);
  const int group = (length + 1) * kTogether;
  for (int lane = 0; lane < lanes; ++lane)
    sorted_[static_cast<std::size_t>(lane / kTogether * group + length * kTogether +
                                     lane % kTogether)] = kEndless;
}

void RunningMedian::push(const float* values, float* medians) noexcept {
  float* oldest = last_.data() + static_cast<std::ptrdiff_t>(oldest_) * lanes_;
  float* sorted = sorted_.data();
  for (int lane = 0; lane < lanes_; lane += kTogether, sorted += (length_ + 1) * kTogether) {
    exchange(sorted, length_, read(oldest + lane), read(values + lane));
    std::copy_n(sorted + length_ / 2 * kTogether, kTogether, medians + lane);
  }
  std::copy_n(values, lanes_, oldest);
  oldest_ = (oldest_ + 1) % length_;
}

}  // namespace hemiola::features
