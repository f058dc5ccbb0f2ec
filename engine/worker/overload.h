// Notices that frames come too late for good, and says once what helps.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

namespace hemiola::worker {

class Overload {
 public:
  // What the counters say now, asked at least kSpan_s apart; all but the times only grow. Returns a
  // sentence for the user, once; else nothing.
  std::string look(double now_s, std::uint64_t frames, std::uint64_t late, double frame_ms,
                   double hop_ms) {
    if (told_ || now_s < next_s_) return {};
    const std::uint64_t ran = frames - frames_;
    const std::uint64_t came_late = late - late_;
    frames_ = frames;
    late_ = late;
    next_s_ = now_s + kSpan_s;
    const bool bad =
        ran + came_late > 0 &&
        static_cast<double>(came_late) > kShare * static_cast<double>(ran + came_late) &&
        came_late > kFew;
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
  std::uint64_t frames_ = 0;
  std::uint64_t late_ = 0;
};

}  // namespace hemiola::worker
