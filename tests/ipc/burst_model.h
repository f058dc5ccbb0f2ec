// A server as the plan of latencies sees it: it computes blocks in bursts, one a hardware buffer,
// and a worker that costs nothing answers between two bursts.
#pragma once

#include <cstdint>

#include "ipc/timing.h"

namespace hemiola::test {

struct BurstModel {
  // Where a buffer is no multiple of the block: whether what is left over is made up for by a
  // longer burst later on, or each burst is the whole blocks that fit a buffer.
  enum class Remainder { carried, left };

  std::int64_t block = 64;
  std::int64_t buffer = 64;
  Remainder remainder = Remainder::carried;

  std::int64_t burst_of_block(std::int64_t index) const {
    if (remainder == Remainder::left && buffer > block) return index / (buffer / block);
    return ((index + 1) * block - 1) / buffer;
  }
  // The block that holds the last sample of the frame sends it.
  std::int64_t sent_block(const ipc::Timing& timing, std::int64_t frame) const {
    return (frame * timing.hop - 1) / block;
  }
  // Latents show, and sound is asked for, in the first block at or after the encoder's margin.
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
