// Detects that frames are always late, and tells the user once what helps.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

namespace hemiola::worker {

// For one thread.
class Overload {
 public:
  // Of encoders or of decoders; never decreasing.
  struct Count {
    std::uint64_t frames = 0;  // that ran
    std::uint64_t late = 0;    // that were late for units
  };

  // The time available for a frame and the time it takes.
  struct Load {
    double frame_ms = 0;             // computing time of a frame
    double hop_ms = 0;               // time between frames
    double given_ms = 0;             // time the latency leaves, in the worst case
    std::int64_t burst_samples = 0;  // samples the server computes in one burst
    bool holds_burst = true;         // the latency is planned for this burst size
  };

  // Evaluates the counters, at most once per kSpanSeconds. Returns a message, once; else an empty
  // string.
  std::string look(double now_s, const Count& encoders, const Count& decoders, const Load& load) {
    if (reported_ || now_s < next_s_) return {};
    next_s_ = now_s + kSpanSeconds;
    // Call both: each updates its counters.
    const bool latents = too_late(encoders, encoders_);
    const bool sound = too_late(decoders, decoders_);
    const bool bad = latents || sound;
    spans_ = bad ? spans_ + 1 : 0;
    if (spans_ < kSpans) return {};
    reported_ = true;
    return sentence(load);
  }

 private:
  static bool too_late(const Count& now, Count& before) {
    const std::uint64_t late = now.late - before.late;
    const std::uint64_t all = now.frames - before.frames + late;
    before = now;
    return late > kFew && static_cast<double>(late) > kShare * static_cast<double>(all);
  }

  static std::string sentence(const Load& load) {
    char text[400];
    if (load.frame_ms > kTight * load.hop_ms)
      std::snprintf(text, sizeof text,
                    "frames come late: one takes %.1f ms, and the next one comes after %.1f ms. "
                    "This machine is too slow for what plays: free some voices, load a smaller "
                    "model, or start with device: \"cuda\" if there is a GPU. More latency does "
                    "not help.",
                    load.frame_ms, load.hop_ms);
    else if (!load.holds_burst)
      std::snprintf(text, sizeof text,
                    "frames come late: the server computes %lld samples at one go, and the latency "
                    "is too short for that. Hemiola.start plans it again; or set the hardware "
                    "buffer back.",
                    static_cast<long long>(load.burst_samples));
    else if (load.frame_ms > kTight * load.given_ms)
      std::snprintf(text, sizeof text,
                    "frames come late: one takes %.1f ms, and the latency leaves %.1f ms for it. "
                    "Give them more time: Hemiola.start(latency: 0.1).",
                    load.frame_ms, load.given_ms);
    else
      std::snprintf(text, sizeof text,
                    "frames come late, though one takes %.1f ms and the latency leaves %.1f ms for "
                    "it: something else keeps this machine busy. End it, or give frames more "
                    "time: Hemiola.start(latency: 0.1).",
                    load.frame_ms, load.given_ms);
    return text;
  }

  static constexpr double kSpanSeconds = 1;
  static constexpr int kSpans = 3;  // a short busy period is no overload
  static constexpr double kShare = 0.05;
  static constexpr std::uint64_t kFew = 4;
  static constexpr double kTight = 0.8;  // for a mean: single frames take longer

  bool reported_ = false;
  int spans_ = 0;
  double next_s_ = 0;
  Count encoders_, decoders_;
};

}  // namespace hemiola::worker
