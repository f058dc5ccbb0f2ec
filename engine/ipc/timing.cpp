// Converts the requested latency into the two margins.
#include "ipc/timing.h"

#include <algorithm>
#include <numeric>

namespace hemiola::ipc {
namespace {

// The maximum delay in samples from sample n x hop + offset to the next block start, over all n: 0
// if hop and offset are multiples of the block, else less than a block.
std::int64_t longest_wait_for_block(std::int64_t hop, std::int64_t offset, std::int64_t block) {
  const std::int64_t step = std::gcd(hop, block);
  return block - step + floor_div(offset + step - 1, step) * step - offset;
}

}  // namespace

std::int64_t whole_burst(const LatencyRequest& request) {
  const std::int64_t blocks =
      (request.burst_samples + request.block_samples - 1) / request.block_samples;
  return std::max<std::int64_t>(1, blocks) * request.block_samples;
}

std::int64_t least_encode_margin(const LatencyRequest& request) { return whole_burst(request); }

std::int64_t least_decode_margin(std::int64_t hop, std::int64_t encode_margin,
                                 const LatencyRequest& request) {
  const std::int64_t wait = longest_wait_for_block(hop, encode_margin, request.block_samples);
  return std::max(whole_burst(request) + wait, 2 * request.block_samples);
}

Timing plan_timing(std::int64_t hop, std::int64_t fixed_samples, std::int64_t max_margin,
                   const LatencyRequest& request) {
  // Decoding and synthesis take nearly twice as long as analysis and encoding.
  const std::int64_t both =
      request.total_samples > 0 ? request.total_samples - hop - fixed_samples : hop;
  Timing timing;
  timing.hop = hop;
  timing.encode_margin = std::max(least_encode_margin(request), std::min(both * 3 / 8, max_margin));
  timing.decode_margin = std::max(least_decode_margin(hop, timing.encode_margin, request),
                                  std::min(both - timing.encode_margin, max_margin));
  return timing;
}

bool holds_burst(const Timing& timing, const LatencyRequest& request) {
  return timing.encode_margin >= least_encode_margin(request) &&
         timing.decode_margin >= least_decode_margin(timing.hop, timing.encode_margin, request);
}

std::int64_t least_samples_for_frame(const Timing& timing, const LatencyRequest& request) {
  const std::int64_t burst = whole_burst(request);
  const std::int64_t wait =
      longest_wait_for_block(timing.hop, timing.encode_margin, request.block_samples);
  return std::min(timing.encode_margin, timing.decode_margin - wait) / burst * burst;
}

}  // namespace hemiola::ipc
