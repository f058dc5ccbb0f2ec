// Progress bar with carriage returns.
#include "programs/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace hemiola::programs {
namespace {

using namespace std::chrono_literals;
constexpr int kWidth = 30;

}  // namespace

ProgressBar::ProgressBar(std::string label)
    : label_(std::move(label)),
      start_(std::chrono::steady_clock::now()),
      shown_(start_),
      terminal_(isatty(STDERR_FILENO) != 0) {}

ProgressBar::~ProgressBar() {
  if (begun_) std::fputc('\n', stderr);
}

void ProgressBar::show(double fraction, const std::string& detail) {
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || now - start_ < 2s || (fraction < 1 && now - shown_ < 100ms)) return;
  shown_ = now;
  begun_ = true;
  const int full = static_cast<int>(std::clamp(fraction, 0.0, 1.0) * kWidth);
  std::fprintf(stderr, "\r%s [%s%s] %3.0f %%  %s\033[K", label_.c_str(),
               std::string(full, '#').c_str(), std::string(kWidth - full, '.').c_str(),
               100 * fraction, detail.c_str());
  std::fflush(stderr);
}

std::string clock_text(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return "?";
  const long s = std::lround(seconds);
  char text[32];
  std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
  return text;
}

}  // namespace hemiola::programs
