// Tones as parts of a spectrum, each the lobe of a windowed sine.
#include "features/oscillators.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hemiola::features {

namespace {

// Bins to each side; further lobes of a Hann window are 70 dB below the peak.
constexpr float kReach = 7.9f;
constexpr int kPerBin = 64;
constexpr float kTurn = 2.0f * std::numbers::pi_v<float>;

// Phase (turns) of a tone after silence: tones that begin together at phase zero would click.
float scattered(float bins) {
  constexpr float kGolden = 0.61803399f;
  const float turns = kGolden * std::floor(bins) * std::floor(bins);
  return turns - std::floor(turns);
}

}  // namespace

Oscillators::Oscillators(const SynthesisFrame& frame) : frame_(frame) {
  const int half = frame.window / 2;
  for (int i = 0; i <= 8 * kPerBin; ++i) {
    const double step = 2.0 * std::numbers::pi * i / kPerBin / frame.transform;
    double sum = 0.0;
    for (int t = -half; t < half; ++t) {
      sum += (0.5 + 0.5 * std::cos(std::numbers::pi * t / half)) * std::cos(step * t);
    }
    lobe_.push_back(static_cast<float>(sum));
  }
}

void Oscillators::lobes_of(std::vector<Tone>& tones, const std::vector<std::complex<float>>& past,
                           std::vector<Lobe>& lobes) const {
  lobes.clear();
  for (Tone& tone : tones) {
    const float at = tone.hz / static_cast<float>(frame_.hz_per_bin());
    if (at > static_cast<float>(frame_.bins() - 1)) continue;
    if (tone.is_new) {
      const std::complex<float> before = past[static_cast<std::size_t>(std::lround(at))];
      const float then = before == 0.0f ? scattered(at) : std::arg(before) / kTurn;
      const float hop_seconds = static_cast<float>(frame_.hop / frame_.sample_rate);
      const float turns = then + hop_seconds * tone.hz;
      tone.phase_turns = turns - std::floor(turns);
    }
    // A sine has half of its amplitude at the negative frequency, whose lobe reaches the bass bins.
    const float amplitude = std::sqrt(2.0f * tone.energy * tone.steadiness);
    const std::complex<float> height = std::polar(0.5f * amplitude, kTurn * tone.phase_turns);
    add_side(tone, at, height, lobes);
    if (at < kReach) add_side(tone, -at, std::conj(height), lobes);
  }
}

void Oscillators::add_side(const Tone& tone, float centre, std::complex<float> height,
                           std::vector<Lobe>& lobes) const {
  const int first = std::max(0, static_cast<int>(std::ceil(centre - kReach)));
  const int last = std::min(frame_.bins() - 1, static_cast<int>(std::floor(centre + kReach)));
  Lobe& lobe = lobes.emplace_back();
  lobe.position = tone.position;
  lobe.first = first;
  lobe.count = last - first + 1;
  for (int bin = first; bin <= last; ++bin) {
    const float place = std::abs(static_cast<float>(bin) - centre) * kPerBin;
    const auto i = static_cast<std::size_t>(place);
    const float part = place - static_cast<float>(i);
    lobe.bins[static_cast<std::size_t>(bin - first)] =
        (lobe_[i] + part * (lobe_[i + 1] - lobe_[i])) * height;
  }
}

}  // namespace hemiola::features
