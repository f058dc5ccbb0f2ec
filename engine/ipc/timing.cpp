// Turns the wished latency into the two margins.
#include "ipc/timing.h"

#include <algorithm>

namespace hemiola::ipc {

Timing plan_timing(std::int64_t hop, std::int64_t fixed_samples, std::int64_t max_margin,
                   const LatencyWish& wish) {
  // A tick happens in the first block after its sample, up to a block late; one more block until
  // the result may be due.
  const std::int64_t least_encode = std::max(wish.block_samples, wish.burst_samples);
  const std::int64_t least_decode = std::max(2 * wish.block_samples, wish.burst_samples);
  // Decoding and sounding take nearly twice as long as analysing and encoding.
  const std::int64_t both = wish.total_samples > 0 ? wish.total_samples - hop - fixed_samples : hop;
  Timing timing;
  timing.hop = hop;
  timing.encode_margin = std::max(least_encode, std::min(both * 3 / 8, max_margin));
  timing.decode_margin = std::max(least_decode, std::min(both - timing.encode_margin, max_margin));
  return timing;
}

}  // namespace hemiola::ipc
