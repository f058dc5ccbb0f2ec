// Notices that frames come too late for good, and says once what helps.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

namespace hemiola::worker {

class Overload {
 public:
  // Of encoders or of decoders; they only grow.
  struct Count {
    std::uint64_t frames = 0;  // that ran
    std::uint64_t late = 0;    // that units found late
  };

  // What the counters say now, looked at kSpan_s apart at least. Returns a sentence for the user,
  // once; else nothing.
  std::string look(double now_s, const Count& encoders, const Count& decoders, double frame_ms,
                   double hop_ms) {
    if (told_ || now_s < next_s_) return {};
    next_s_ = now_s + kSpan_s;
    // Both are asked: each remembers what it saw.
    const bool latents = too_late(encoders, encoders_);
    const bool sound = too_late(decoders, decoders_);
    const bool bad = latents || sound;
    spans_ = bad ? spans_ + 1 : 0;
    if (spans_ < kSpans) return {};
    told_ = true;
    char text[400];
    std::snprintf(text, sizeof text,
                  "frames come late: one takes %.1f ms, %.1f ms are there for it. %s", frame_ms,
                  hop_ms, frame_ms > kTight * hop_ms ? kTooMuch : kTooTight);
    return text;
  }

 private:
  static bool too_late(const Count& now, Count& before) {
    const std::uint64_t late = now.late - before.late;
    const std::uint64_t all = now.frames - before.frames + late;
    before = now;
    return late > kFew && static_cast<double>(late) > kShare * static_cast<double>(all);
  }

  static constexpr double kSpan_s = 1;
  static constexpr int kSpans = 3;  // a busy moment is no overload
  static constexpr double kShare = 0.05;
  static constexpr std::uint64_t kFew = 4;
  static constexpr double kTight = 0.8;
  static constexpr const char* kTooMuch =
      "This machine is too slow for what plays: free some voices, load a smaller model, or start "
      "with device: \"cuda\" if there is a GPU. More latency does not help.";
  static constexpr const char* kTooTight =
      "Give them more time: Hemiola.start(latency: 0.1), or end what else keeps this machine busy.";

  bool told_ = false;
  int spans_ = 0;
  double next_s_ = 0;
  Count encoders_, decoders_;
};

}  // namespace hemiola::worker
