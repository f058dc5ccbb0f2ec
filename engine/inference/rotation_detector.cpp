// Detects harmony that jumps to another pitch, as with a rotation control.
#include "inference/rotation_detector.h"

#include <algorithm>

namespace hemiola::inference {
namespace {

constexpr int kFurthest = 48;  // maximum rotation, places
// A rotation counts if more than kChanged of both frames' energy changed and less than kLeft of
// that remains after rotating.
constexpr float kChanged = 0.2f, kLeft = 0.4f;

float energy(std::span<const float> x) {
  float sum = 0;
  for (const float value : x) sum += value * value;
  return sum;
}

float product(const float* a, const float* b, std::size_t count) {
  float sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

int detect_rotation(std::span<const float> before, std::span<const float> after, int channels) {
  const float energies = energy(before) + energy(after);
  const float changed = energies - 2 * product(before.data(), after.data(), after.size());
  if (!(changed > kChanged * energies)) return 0;
  const int places = static_cast<int>(after.size()) / channels;
  int best = 0;
  float least = kLeft * changed;
  for (int shift = -std::min(kFurthest, places / 2); shift <= std::min(kFurthest, places / 2);
       ++shift) {
    // Compares after[p] with before[p - shift], circularly.
    const auto first = static_cast<std::size_t>((shift + places) % places * channels);
    const std::size_t rest = after.size() - first;
    const float shared = product(before.data(), after.data() + first, rest) +
                         product(before.data() + rest, after.data(), first);
    const float left = energies - 2 * shared;
    if (left >= least) continue;
    least = left;
    best = shift;
  }
  return best;
}

int track_rotation(std::vector<float>& before, std::span<const float> now, int channels) {
  before.resize(now.size());
  const int shift = detect_rotation(before, now, channels);
  std::copy(now.begin(), now.end(), before.begin());
  return shift;
}

}  // namespace hemiola::inference
