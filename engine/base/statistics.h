// Order statistics, and how long a call takes.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace hemiola::base {

// The value at this place in ascending order, from 0; 0 if there are no values.
template <typename T>
T nth_smallest(std::vector<T> values, std::size_t place) {
  if (values.empty()) return 0;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::min(place, values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

// Of an even number of values, the upper one of the two in the middle.
template <typename T>
T median(std::vector<T> values) {
  const std::size_t middle = values.size() / 2;
  return nth_smallest(std::move(values), middle);
}

template <typename Work>
double milliseconds_of(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

// Milliseconds of one call, even if other programs run too: the minimum over eight runs of the
// median of 50 calls.
template <typename Work>
double undisturbed_milliseconds_of(const Work& work) {
  constexpr int kRuns = 8, kCalls = 50;
  double least = std::numeric_limits<double>::infinity();
  for (int run = 0; run < kRuns; ++run) {
    std::vector<double> times;
    for (int call = 0; call < kCalls; ++call) times.push_back(milliseconds_of(work));
    least = std::min(least, median(std::move(times)));
  }
  return least;
}

}  // namespace hemiola::base
