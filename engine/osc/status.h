// The worker's status and counters.
#pragma once

#include <array>
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

// Result of a load. The numbers are of the model that plays now (the old one after a failure), or
// 0.
struct Loaded {
  bool success = false;
  int latency_samples = 0;
  int places = 0;
  int channels_per_place = 0;
  int rhythm = 0;
  std::array<char, 512> text{};  // the model's name, or why it was not loaded
};

// The OSC server's own counters, added to the status.
struct Traffic {
  std::uint64_t packets = 0;
  std::uint64_t bad_packets = 0;
};

}  // namespace hemiola::osc
