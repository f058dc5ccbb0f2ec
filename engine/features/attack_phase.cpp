// Spectrum of the attacks within a frame, with phases that put them at their times.
#include "features/attack_phase.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hemiola::features {

namespace {

constexpr double kReachHz = 400;
// Rise of a magnitude between frames, nats: up to kNoise no attack, from kAttack on a full one.
// Noise rises by about half a nat.
constexpr float kNoise = 0.7f, kAttack = 1.6f;
constexpr double kMinRatio = 4;  // of energies; exp(2 kNoise) is a little more
// If the past frame contains almost nothing of an attack, it is put kLate of the way from its
// earliest possible time to the window's end.
constexpr float kUnheard = 0.1f, kLate = 0.6f, kEdge = std::numbers::pi_v<float> / 2;
constexpr double kQuietest = 1e-8;  // energy

// 0 for steady sound, 1 for an attack, with a smooth transition.
float share_of(float rise) {
  const float x = std::clamp((rise - kNoise) / (kAttack - kNoise), 0.0f, 1.0f);
  return x * x * (3 - 2 * x);
}

}  // namespace

AttackPhase::AttackPhase(const SynthesisFrame& frame, int analysis_window)
    : reach_(std::max(1, static_cast<int>(std::lround(kReachHz / frame.hz_per_bin())))),
      longer_(static_cast<float>(analysis_window) / static_cast<float>(frame.window)),
      sums_(static_cast<std::size_t>(frame.bins()) + 1),
      past_sums_(sums_.size()),
      attack_(static_cast<std::size_t>(frame.bins())) {
  const double angle = std::numbers::pi * frame.hop / analysis_window;
  hop_cosine_ = static_cast<float>(std::cos(angle));
  per_hop_sine_ = static_cast<float>(1 / std::sin(angle));
  // An impulse at t has the phase -2 pi f t.
  turns_per_bin_ = static_cast<float>(-2.0 * analysis_window / frame.transform);
  // An attack is full while the window contains it, then fades out.
  fade_ = static_cast<float>(frame.hop) / static_cast<float>(analysis_window);
}

void AttackPhase::reset() noexcept {
  std::fill(sums_.begin(), sums_.end(), 0.0);
  std::fill(past_sums_.begin(), past_sums_.end(), 0.0);
  std::fill(attack_.begin(), attack_.end(), 0.0f);
}

void AttackPhase::add_up(const std::vector<float>& magnitudes) noexcept {
  std::swap(sums_, past_sums_);
  double sum = 0;
  for (std::size_t bin = 0; bin < magnitudes.size(); ++bin) {
    sum += magnitudes[bin] * magnitudes[bin];
    sums_[bin + 1] = sum;
  }
}

// An impulse's magnitude in the frame, of that in the analysis window. angle: its time, a quarter
// turn at the window's end.
float AttackPhase::share_of_frame(float angle) const noexcept {
  if (longer_ == 1) return 1;
  const float in_frame = longer_ * angle;
  if (std::abs(in_frame) >= kEdge) return 0;
  const float share = std::cos(in_frame) / std::cos(angle);
  return share * share;
}

void AttackPhase::paint(const std::vector<float>& magnitudes,
                        AlignedBuffer<std::complex<float>>& spectrum) noexcept {
  add_up(magnitudes);
  const auto bins = static_cast<int>(magnitudes.size());
  float phase = 0, share = 1;
  std::complex<float> unit = 1;
  for (int bin = 0; bin < bins; ++bin) {
    const auto low = static_cast<std::size_t>(std::max(0, bin - reach_));
    const auto high = static_cast<std::size_t>(std::min(bins, bin + reach_ + 1));
    const double now = std::max(sums_[high] - sums_[low], kQuietest);
    const double past = std::max(past_sums_[high] - past_sums_[low], kQuietest);
    float& attack = attack_[static_cast<std::size_t>(bin)];
    attack -= fade_;
    if (attack > 0 || now > kMinRatio * past) {
      const float rise = 0.5f * std::log(static_cast<float>(now / past));
      attack = std::max(attack, 2 * share_of(rise));
      const float fall = std::exp(-0.5f * rise);  // Hann's window is a squared cosine
      const float fresh = kLate * std::max(0.0f, 1 - fall / kUnheard);
      const float angle = std::atan((hop_cosine_ - fall) * per_hop_sine_);
      const float time = angle + fresh * (kEdge - angle);
      phase += std::min(attack, 1.0f) * turns_per_bin_ * time;
      share = share_of_frame(time);
      unit = std::polar(1.0f, phase);
    }
    attack = std::max(attack, 0.0f);
    spectrum[static_cast<std::size_t>(bin)] =
        share * std::min(attack, 1.0f) * magnitudes[static_cast<std::size_t>(bin)] * unit;
  }
}

}  // namespace hemiola::features
