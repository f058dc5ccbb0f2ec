// What the worker tells about itself, and the counts that only grow.
#pragma once

#include <cstdint>

namespace hemiola::osc {

struct Status {
  bool ready = false;
  double sample_rate_hz = 0;
  int hop_samples = 0;
  int latency_samples = 0;
  int voices = 0;
  int active_encoders = 0;
  int active_decoders = 0;
  std::uint64_t frames = 0;
  std::uint64_t late_encoder_frames = 0;
  std::uint64_t late_decoder_frames = 0;
  std::uint64_t dropped_frames = 0;
  std::uint64_t restarts = 0;
  double mean_frame_us = 0;
};

// The server's own counts, added to the status.
struct Traffic {
  std::uint64_t packets = 0;
  std::uint64_t bad_packets = 0;
};

}  // namespace hemiola::osc
