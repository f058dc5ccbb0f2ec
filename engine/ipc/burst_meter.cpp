// The largest number that the distances of bursts have in common.
#include "ipc/burst_meter.h"

#include <algorithm>
#include <numeric>

namespace hemiola::ipc {

void BurstMeter::began_at(std::uint32_t block) {
  const auto distance = static_cast<std::int32_t>(block - last_);
  const bool first = !begun_;
  begun_ = true;
  last_ = block;
  if (first || distance <= 0) return;
  if (distances_.size() == kWindow) distances_.erase(distances_.begin());
  distances_.push_back(distance);
}

int BurstMeter::sure() const {
  if (distances_.size() < kWindow) return 0;
  const std::int64_t blocks = largest_common(kWindow / kOneMisreadIn);
  // Where no two bursts in a row were seen, it may be a multiple of the size.
  const auto in_a_row = std::count(distances_.begin(), distances_.end(), blocks);
  return in_a_row * 4 >= static_cast<std::ptrdiff_t>(kWindow) ? static_cast<int>(blocks) : 0;
}

int BurstMeter::likely() const {
  if (distances_.size() < kFew) return 0;
  return static_cast<int>(largest_common(distances_.size() / kOneMisreadIn));
}

// Of all but so many distances. It divides two of them at least, so that it is a common divisor of
// some pair; a smaller divisor of a pair's greatest one is found with another pair.
std::int64_t BurstMeter::largest_common(std::size_t misread) const {
  std::int64_t largest = 1;
  for (std::size_t i = 0; i < distances_.size(); ++i)
    for (std::size_t k = i; k < distances_.size(); ++k) {
      const std::int64_t candidate = std::gcd(distances_[i], distances_[k]);
      if (candidate <= largest) continue;
      const auto others = static_cast<std::size_t>(
          std::count_if(distances_.begin(), distances_.end(),
                        [&](std::int64_t distance) { return distance % candidate != 0; }));
      if (others <= misread) largest = candidate;
    }
  return largest;
}

}  // namespace hemiola::ipc
