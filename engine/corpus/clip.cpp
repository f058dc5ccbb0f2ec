// From score to balanced stems: saturation, equaliser, levels, compressor, noise, headroom.
#include "corpus/clip.h"

#include <algorithm>
#include <cmath>

namespace hemiola::corpus {
namespace {

constexpr float kHighestPeak = 0.89f;  // -1 dBFS, for the stems and their sum
constexpr double kCrestDb = 12;        // typical difference between peak and RMS level of music

float peak_of(const Stem& stem) {
  float peak = 0;
  for (const float sample : stem) peak = std::max(peak, std::abs(sample));
  return peak;
}

double rms_of(const Stem& stem) {
  double sum = 0;
  for (const float sample : stem) sum += static_cast<double>(sample) * sample;
  return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(stem.size(), 1)));
}

double factor(double db) { return std::pow(10.0, db / 20); }
double decibels(double factor) { return 20 * std::log10(factor + 1e-9); }

void scale(Stem& stem, float gain) {
  for (float& sample : stem) sample *= gain;
}

void scale(Stem& stem, const Stem& gains) {
  for (std::size_t i = 0; i < stem.size(); ++i) stem[i] *= gains[i];
}

Stem sum_of(const Stem& a, const Stem& b) {
  Stem sum = a;
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += b[i];
  return sum;
}

// Applies an action to the pitched stem and its twins.
template <typename Action>
void for_all_pitched(Clip& clip, Action&& action) {
  action(clip.pitched);
  for (ClipTwin& twin : clip.twins) action(twin.pitched);
}

void play(Synth& synth, const std::vector<double>& twin_semitones, std::size_t frames, Clip& clip) {
  const auto play_at = [&](double semitones) {
    const int keys = static_cast<int>(std::lround(semitones));
    const double cents = 100 * (semitones - keys) + clip.effects_chain.detune_cents;
    return synth.render_pitched(clip.score, frames, {keys, cents});
  };
  clip.pitched = play_at(0);
  clip.drums = synth.render_drums(clip.score, frames);
  if (clip.score.notes.empty()) return;
  for (const double semitones : twin_semitones) {
    clip.twins.push_back({semitones, play_at(semitones)});
  }
}

void colour(const EffectsChain& effects_chain, double sample_rate, Clip& clip) {
  const double rms = rms_of(clip.pitched);
  if (effects_chain.drive_db > 0 && rms > 0) {
    const auto knee = static_cast<float>(rms * factor(kCrestDb - effects_chain.drive_db));
    for_all_pitched(clip, [knee](Stem& stem) { saturate(stem, knee); });
  }
  for_all_pitched(clip,
                  [&](Stem& stem) { equalise(stem, effects_chain.pitched_bands, sample_rate); });
  equalise(clip.drums, effects_chain.drums_bands, sample_rate);
}

// Random levels: RMS of the pitched stem, peak of the drums (their RMS depends on how many hits
// there are).
void balance(base::Random& random, Clip& clip) {
  const double pitched_db = random.uniform(-28, -16);
  const double drums_db = random.uniform(-14, -2);
  const double rms = rms_of(clip.pitched);
  const float peak = peak_of(clip.drums);
  if (rms > 0) {
    const auto gain = static_cast<float>(factor(pitched_db) / rms);
    for_all_pitched(clip, [gain](Stem& stem) { scale(stem, gain); });
  }
  if (peak > 0) scale(clip.drums, static_cast<float>(factor(drums_db)) / peak);
}

// The compressor's input is the sum of the stems; both get the same gain over time, and one make-up
// gain restores the RMS. So the stems still add up to the mix.
void compress(Compressor compressor, double sample_rate, Clip& clip) {
  if (compressor.ratio <= 1) return;
  const Stem mix = sum_of(clip.pitched, clip.drums);
  const double rms = rms_of(mix);
  if (rms <= 0) return;
  compressor.threshold_db += decibels(rms);
  Stem gains = compressor_gains(mix, compressor, sample_rate);
  Stem squeezed = mix;
  scale(squeezed, gains);
  scale(gains, static_cast<float>(rms / rms_of(squeezed)));
  for_all_pitched(clip, [&gains](Stem& stem) { scale(stem, gains); });
  scale(clip.drums, gains);
}

// Attenuates all stems equally if a stem or a sum would clip.
void make_room(Clip& clip) {
  float peak = peak_of(clip.drums);
  for_all_pitched(clip, [&](const Stem& stem) {
    peak = std::max({peak, peak_of(stem), peak_of(sum_of(stem, clip.drums))});
  });
  if (peak <= kHighestPeak) return;
  const float gain = kHighestPeak / peak;
  for_all_pitched(clip, [gain](Stem& stem) { scale(stem, gain); });
  scale(clip.drums, gain);
  if (clip.effects_chain.noise) clip.effects_chain.noise->level_db += decibels(gain);
}

}  // namespace

void render_clip(Synth& synth, base::Random& levels, const std::vector<double>& twin_semitones,
                 double sample_rate, Clip& clip) {
  const auto frames = static_cast<std::size_t>(std::lround(clip.score.seconds * sample_rate));
  play(synth, twin_semitones, frames, clip);
  colour(clip.effects_chain, sample_rate, clip);
  balance(levels, clip);
  compress(clip.effects_chain.compressor, sample_rate, clip);
  if (clip.effects_chain.noise) {
    const Stem noise = make_noise(levels, *clip.effects_chain.noise, frames, sample_rate);
    clip.drums = sum_of(clip.drums, noise);
  }
  make_room(clip);
}

}  // namespace hemiola::corpus
