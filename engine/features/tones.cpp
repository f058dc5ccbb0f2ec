// Finds steady tones in the bands and keeps them in phase from frame to frame.
#include "features/tones.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hemiola::features {

namespace {

// Height of a peak's energy above the valleys beside it: noise up to 5 dB, a tone from 11 dB on.
// Measured on rendered music: half or twice as much changes the result by 2 %.
constexpr float kNoiseNats = 1.2f;
constexpr float kToneNats = 2.6f;
// Maximum movement of a tone between frames; further away it is another tone.
constexpr float kFurthestBands = 1.2f;
// Weights of the last frame's pitch and steadiness, as decoded bands are jittery.
constexpr float kKeptPitch = 0.3f;
constexpr float kKeptSteadiness = 0.5f;
// A tone removes more than its energy: the remainder of a tone that differs slightly from the
// tabulated shape would beat with it (3 dB at 1.0, 0.2 dB at 1.2).
constexpr float kTaken = 1.2f;
// A peak that louder tones have reduced below this share was part of their skirts.
constexpr float kOwnPart = 0.3f;
// Limits the energy estimate of tones at the edges of the axis, which is only a guess there.
constexpr float kMinShare = 0.05f;

}  // namespace

ToneTracker::ToneTracker(const Geometry& geometry, std::shared_ptr<const ToneShapes> shapes,
                         double hop_seconds)
    : geometry_(geometry),
      shapes_(std::move(shapes)),
      hop_seconds_(static_cast<float>(hop_seconds)) {
  tones_.reserve(static_cast<std::size_t>(geometry.bands));
  past_tones_.reserve(static_cast<std::size_t>(geometry.bands));
}

void ToneTracker::reset() noexcept {
  tones_.clear();
  past_tones_.clear();
}

void ToneTracker::process(float* energies) noexcept {
  std::swap(tones_, past_tones_);
  tones_.clear();
  for (int band = 1; band + 1 < geometry_.bands; ++band) {
    if (!is_peak(energies, band)) continue;
    Tone tone{};
    tone.position = shapes_->position(band, energies[band - 1], energies[band], energies[band + 1]);
    tone.energy = energies[band];
    tone.steadiness = steadiness(energies, band);
    follow(tone);
    tones_.push_back(tone);
  }
  // Loudest first, each from what the louder ones left, so that no energy is counted twice.
  std::sort(tones_.begin(), tones_.end(),
            [](const Tone& a, const Tone& b) { return a.energy > b.energy; });
  for (Tone& tone : tones_) take_out(tone, energies);
}

bool ToneTracker::is_peak(const float* energies, int band) const noexcept {
  return energies[band] > energies[band - 1] && energies[band] >= energies[band + 1];
}

float ToneTracker::steadiness(const float* energies, int band) const noexcept {
  if (shapes_->is_wide(band)) return 1.0f;
  float below = energies[band];
  float above = energies[band];
  for (int i = 1; i <= shapes_->skirt(band) + 1; ++i) {
    below = std::min(below, energies[std::max(band - i, 0)]);
    above = std::min(above, energies[std::min(band + i, geometry_.bands - 1)]);
  }
  const float valley = std::sqrt(std::max(below * above, 1e-30f));
  const float nats = std::log(energies[band] / valley);
  return std::clamp((nats - kNoiseNats) / (kToneNats - kNoiseNats), 0.0f, 1.0f);
}

void ToneTracker::follow(Tone& tone) const noexcept {
  const Tone* nearest = nullptr;
  float nearest_bands = kFurthestBands;
  for (const Tone& past : past_tones_) {
    const float bands = std::abs(past.position - tone.position);
    if (bands >= nearest_bands) continue;
    nearest_bands = bands;
    nearest = &past;
  }
  const float past_steadiness = nearest == nullptr ? 0.0f : nearest->steadiness;
  tone.steadiness += kKeptSteadiness * (past_steadiness - tone.steadiness);
  tone.is_new = past_steadiness <= 0.0f;
  if (!tone.is_new) tone.position += kKeptPitch * (nearest->position - tone.position);
  tone.hz = static_cast<float>(band_hz(geometry_, tone.position));
  if (tone.is_new) return;
  const float turns = nearest->phase_turns + 0.5f * hop_seconds_ * (nearest->hz + tone.hz);
  tone.phase_turns = turns - std::floor(turns);
}

void ToneTracker::take_out(Tone& tone, float* energies) const noexcept {
  const int centre =
      std::clamp(static_cast<int>(std::lround(tone.position)), 1, geometry_.bands - 2);
  if (energies[centre] < kOwnPart * tone.energy) tone.steadiness = 0.0f;
  float shares = 0.0f;
  float energy = 0.0f;
  for (int band = centre - 1; band <= centre + 1; ++band) {
    shares += shapes_->share(tone.position, band);
    energy += energies[band];
  }
  tone.energy = energy / std::max(shares, kMinShare);
  const float taken = kTaken * tone.steadiness * tone.energy;
  const int first = std::max(0, centre - ToneShapes::kReach);
  const int last = std::min(geometry_.bands - 1, centre + ToneShapes::kReach);
  for (int band = first; band <= last; ++band) {
    const float left = energies[band] - taken * shapes_->share(tone.position, band);
    energies[band] = std::max(0.0f, left);
  }
}

}  // namespace hemiola::features
