// Measures how many blocks the server computes in one burst, from the blocks at which bursts start.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hemiola::ipc {

// While the hardware buffer size stays the same, the distances between burst starts are multiples
// of the burst size. So no clock is needed, and the server's load does not matter. For one thread.
class BurstMeter {
 public:
  // misread: the share of reported starts that may be wrong, 0 to 1.
  explicit BurstMeter(double misread = 0) : misread_(misread) {}

  // Reports that a burst started at this block. Bursts may be skipped between two calls.
  void add_start(std::uint32_t block);

  // The burst size in blocks if it is certain, else 0. Certain: the last kWindow starts fit the
  // grid, and some of them are from consecutive bursts.
  int confirmed() const;
  // An early estimate in blocks after kFew bursts: the size or a multiple of it; 0 if unknown.
  int estimate() const;

 private:
  static constexpr std::size_t kWindow = 32;
  static constexpr std::size_t kFew = 4;

  std::int64_t largest_grid() const;
  bool on_grid(std::int64_t blocks) const;

  double misread_;
  std::vector<std::int64_t> beginnings_;  // [at most kWindow] rising; block counter without wrap
};

}  // namespace hemiola::ipc
