// The median of the last few values, for many series side by side.
#pragma once

#include <vector>

namespace hemiola::features {

// Keeps the last values of each series sorted and exchanges one: the same few selections for every
// series, so that they are vector instructions (4 ns a median of 9 values, 15 ns one of 45).
class RunningMedian {
 public:
  static constexpr int kTogether = 4;  // series that share a loop
  static int whole_groups(int lanes) { return (lanes + kTogether - 1) / kTogether * kTogether; }

  // lanes is a whole number of groups, length is odd.
  RunningMedian(int lanes, int length);
  // Until length rows have come, those that are missing count as zeros.
  void push(const float* values /*[lanes]*/, float* medians /*[lanes]*/) noexcept;

 private:
  int lanes_;
  int length_;
  int oldest_ = 0;
  std::vector<float> last_;    // [length][lanes], a ring
  std::vector<float> sorted_;  // [lanes / together][length + 1][together], the smallest first
};

}  // namespace hemiola::features
