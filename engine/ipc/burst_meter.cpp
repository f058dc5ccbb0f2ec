// Finds the largest grid (in blocks) that fits the measured burst starts.
#include "ipc/burst_meter.h"

#include <algorithm>
#include <numeric>

namespace hemiola::ipc {

void BurstMeter::add_start(std::uint32_t block) {
  if (beginnings_.empty()) {
    beginnings_.push_back(block);
    return;
  }
  const std::int64_t last = beginnings_.back();
  const auto distance = static_cast<std::int32_t>(block - static_cast<std::uint32_t>(last));
  if (distance <= 0) return;
  if (beginnings_.size() == kWindow) beginnings_.erase(beginnings_.begin());
  beginnings_.push_back(last + distance);
}

int BurstMeter::confirmed() const {
  if (beginnings_.size() < kWindow) return 0;
  const std::int64_t blocks = largest_grid();
  // If no two consecutive bursts were seen, the grid may be a multiple of the burst size.
  std::size_t in_a_row = 0;
  for (std::size_t i = 1; i < kWindow; ++i)
    in_a_row += beginnings_[i] - beginnings_[i - 1] == blocks;
  return in_a_row >= kWindow / 4 ? static_cast<int>(blocks) : 0;
}

int BurstMeter::estimate() const {
  return beginnings_.size() < kFew ? 0 : static_cast<int>(largest_grid());
}

// The distances between three correctly read starts give the size or a multiple of it. Some of
// these triples are adjacent in beginnings_, so checking adjacent ones is enough.
std::int64_t BurstMeter::largest_grid() const {
  std::int64_t largest = 1;
  for (std::size_t i = 2; i < beginnings_.size(); ++i) {
    const std::int64_t one = beginnings_[i - 1] - beginnings_[i - 2];
    const std::int64_t next = beginnings_[i] - beginnings_[i - 1];
    for (const std::int64_t candidate : {one, next, std::gcd(one, next)})
      if (candidate > largest && on_grid(candidate)) largest = candidate;
  }
  return largest;
}

// Whether nearly all starts are multiples of `blocks` apart.
bool BurstMeter::on_grid(std::int64_t blocks) const {
  std::vector<std::int64_t> phases;
  phases.reserve(beginnings_.size());
  for (const std::int64_t beginning : beginnings_) phases.push_back(beginning % blocks);
  std::sort(phases.begin(), phases.end());
  std::ptrdiff_t most = 0;
  for (auto begin = phases.begin(); begin != phases.end();) {
    const auto end = std::upper_bound(begin, phases.end(), *begin);
    most = std::max(most, end - begin);
    begin = end;
  }
  return static_cast<double>(most) >= (1 - misread_) * static_cast<double>(phases.size());
}

}  // namespace hemiola::ipc
