// How many blocks a server computes at one go, from the blocks at which some of its bursts began.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hemiola::ipc {

// Bursts have one size as long as the hardware buffer has one, so the distances of their beginnings
// are its multiples: no clock is needed, and no load of the server's disturbs it. Belongs to one
// thread.
class BurstMeter {
 public:
  // misread: the share of beginnings that may be none.
  explicit BurstMeter(double misread = 0) : misread_(misread) {}

  // A burst began with this block; perhaps not the next one after that of the call before.
  void began_at(std::uint32_t block);

  // The size in blocks where it is beyond doubt, else 0: the last kWindow beginnings lie on its
  // grid, and bursts in a row were among them.
  int sure() const;
  // The same after few bursts: right or a multiple, 0 where nothing is known.
  int likely() const;

 private:
  static constexpr std::size_t kWindow = 32;
  static constexpr std::size_t kFew = 4;

  std::int64_t largest_grid() const;
  bool on_grid(std::int64_t blocks) const;

  double misread_;
  std::vector<std::int64_t> beginnings_;  // [at most kWindow] rising; the counter as it never wraps
};

}  // namespace hemiola::ipc
