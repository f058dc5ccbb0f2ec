// From hits to rhythm: what each kind of drum does to it from the moment it is struck.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace hemiola::patchbay {

inline constexpr std::array<std::string_view, 6> kHitKinds = {"kick", "snare",  "hat",
                                                              "tom",  "cymbal", "perc"};
inline constexpr int kHits = static_cast<int>(kHitKinds.size());

// The last hit of each kind.
struct RecentHits {
  RecentHits() noexcept { clear(); }

  void clear() noexcept;
  // loudness: MIDI velocity / 127.
  void strike(int kind, float loudness) noexcept;
  void pass(float seconds) noexcept;
  // Seconds since the last hit of any kind; very large: none.
  float youngest() const noexcept;

  std::array<float, kHits> age{};       // seconds; very large: none
  std::array<float, kHits> loudness{};  // 0: none
};

// rhythm[channel] = bias[channel] + sum over kinds that were struck of
//                   loudness * slope(kind, age)[channel] + level(kind, age)[channel],
// both linear between ages, and within what is known of drums: many hits at once must not become
// louder than any. From kFadesFrom after the last hit on it fades to silence. Does not own its
// numbers.
struct BeatMapView {
  // Seconds since the hit; after the last of them there is nothing more of it at kEnd.
  static constexpr std::array<float, 13> kAges = {
      0, 0.011f, 0.021f, 0.032f, 0.045f, 0.064f, 0.09f, 0.13f, 0.18f, 0.25f, 0.37f, 0.55f, 0.8f};
  static constexpr float kEnd = 1.2f;
  static constexpr float kFadesFrom = 0.5f;
  static constexpr int kRows = kHits * 2 * static_cast<int>(kAges.size());

  int rhythm = 0;                          // channels
  std::span<const float> kernel;           // [kHits][slope, level][kAges][rhythm]; empty: no map
  std::span<const float> bias;             // [rhythm], between hits
  std::span<const float> silence;          // [rhythm], without any
  std::span<const float> lowest, highest;  // [rhythm], its range

  bool empty() const { return kernel.empty(); }
  // [any thread] Wait-free. out: [rhythm].
  void rhythm_of(const RecentHits& hits, std::span<float> out) const noexcept;
  // [any thread] Wait-free. Calls take(row of the kernel, factor) for all rows that count.
  template <typename Take>
  static void for_each_row(const RecentHits& hits, Take take) noexcept;
};

// The same, with its numbers.
struct BeatMap {
  // Of this number of channels, all zeros.
  static BeatMap empty_of(int rhythm);

  int rhythm = 0;
  std::vector<float> kernel, bias, silence, lowest, highest;

  bool empty() const { return kernel.empty(); }
  BeatMapView view() const { return {rhythm, kernel, bias, silence, lowest, highest}; }
};

template <typename Take>
void BeatMapView::for_each_row(const RecentHits& hits, Take take) noexcept {
  constexpr int kCount = static_cast<int>(kAges.size());
  for (int kind = 0; kind < kHits; ++kind) {
    const float age = hits.age[static_cast<std::size_t>(kind)];
    const float loudness = hits.loudness[static_cast<std::size_t>(kind)];
    if (!(loudness > 0) || !(age >= 0) || age >= kEnd) continue;
    int before = 0;
    while (before + 1 < kCount && kAges[static_cast<std::size_t>(before) + 1] <= age) ++before;
    const float from = kAges[static_cast<std::size_t>(before)];
    const float to = before + 1 < kCount ? kAges[static_cast<std::size_t>(before) + 1] : kEnd;
    const float way = (age - from) / (to - from);
    for (int next = 0; next < 2 && before + next < kCount; ++next) {
      const float part = next == 0 ? 1 - way : way;
      const int slope = 2 * kind * kCount + before + next;
      take(slope, part * loudness);
      take(slope + kCount, part);
    }
  }
}

}  // namespace hemiola::patchbay
