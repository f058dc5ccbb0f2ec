// A model of the server for planning latencies: it computes blocks in bursts, one per hardware
// buffer; between two bursts a worker responds that takes no time.
#pragma once

#include <cstdint>

#include "ipc/timing.h"

namespace hemiola::test {

struct BurstModel {
  // If a buffer is not a multiple of the block: either the remainder is carried to a later, longer
  // burst, or each burst is as many whole blocks as fit a buffer.
  enum class Remainder { carried, left };

  std::int64_t block = 64;
  std::int64_t buffer = 64;
  Remainder remainder = Remainder::carried;

  std::int64_t burst_of_block(std::int64_t index) const {
    if (remainder == Remainder::left && buffer > block) return index / (buffer / block);
    return ((index + 1) * block - 1) / buffer;
  }
  // The frame is sent by the block that contains its last sample.
  std::int64_t sent_block(const ipc::Timing& timing, std::int64_t frame) const {
    return (frame * timing.hop - 1) / block;
  }
  // Latents are output, and sound is requested, in the first block at or after the encode margin.
  std::int64_t shown_block(const ipc::Timing& timing, std::int64_t frame) const {
    return (frame * timing.hop + timing.encode_margin + block - 1) / block;
  }
  std::int64_t played_block(const ipc::Timing& timing, std::int64_t frame) const {
    return timing.play_start(frame) / block;
  }
  bool encoder_late(const ipc::Timing& timing, std::int64_t frame) const {
    return burst_of_block(shown_block(timing, frame)) <= burst_of_block(sent_block(timing, frame));
  }
  bool decoder_late(const ipc::Timing& timing, std::int64_t frame) const {
    return burst_of_block(played_block(timing, frame)) <=
           burst_of_block(shown_block(timing, frame));
  }
};

}  // namespace hemiola::test
