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
  // A burst began with this block; perhaps not the next one after that of the call before.
  void began_at(std::uint32_t block);

  // The size in blocks where it is beyond doubt, else 0: nearly all of the last kWindow distances
  // are multiples of it, and enough of them are it.
  int sure() const;
  // The same after few bursts: right or a multiple, 0 where nothing is known.
  int likely() const;

 private:
  static constexpr std::size_t kWindow = 32;
  static constexpr std::size_t kFew = 3;
  // Now and then a beginning is misread: supernova takes messages within a burst, too.
  static constexpr std::size_t kOneMisreadIn = 12;

  std::int64_t largest_common(std::size_t misread) const;

  bool begun_ = false;
  std::uint32_t last_ = 0;
  std::vector<std::int64_t> distances_;  // [at most kWindow] the newest last
};

}  // namespace hemiola::ipc
