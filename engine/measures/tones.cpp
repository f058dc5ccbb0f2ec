// Finds partials in long spectra, and their sidebands.
#include "measures/tones.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "features/transform.h"

namespace hemiola::measures {
namespace {

constexpr double kSeconds = 2;
constexpr int kPadding = 2;  // transform size relative to the window
constexpr double kLowestHz = 55, kMiddleHz = 200;
constexpr double kSearchCents = 100;
constexpr double kClearHz = 8;   // minimum distance of a sideband to other partials
constexpr int kJudgedOfSaw = 8;  // higher partials are less than four bands apart
constexpr double kLoudness = 0.2;
// Away from the bands' centres, and not in simple ratios to the hop rate.
constexpr double kSinesHz[] = {57, 73, 97, 131, 171, 223, 317, 453, 641, 907, 1283, 1811, 2557};
constexpr double kSawsHz[] = {57, 83, 113, 149, 227, 331, 463, 661};
constexpr double kOrgansHz[] = {83, 111, 267};

using Complex = std::complex<double>;

// Spectrum of the windowed sound at any frequency; time zero is the window's centre.
class Spectrum {
 public:
  Spectrum(const std::vector<float>& sound, double sample_rate, double begin_seconds)
      : rate_(sample_rate),
        window_(static_cast<std::size_t>(kSeconds * sample_rate)),
        transform_(features::smooth_even_size(static_cast<int>(kPadding * window_.size()))) {
    const auto begin = static_cast<std::size_t>(begin_seconds * sample_rate);
    features::AlignedBuffer<float> block(static_cast<std::size_t>(transform_.size()));
    features::AlignedBuffer<std::complex<float>> bins(static_cast<std::size_t>(transform_.bins()));
    for (std::size_t i = 0; i < window_.size() && begin + i < sound.size(); ++i) {
      const double part = (static_cast<double>(i) + 0.5) / static_cast<double>(window_.size());
      window_[i] = features::hann(2 * std::numbers::pi * part) * sound[begin + i];
      block[i] = static_cast<float>(window_[i]);
    }
    transform_.forward(block, bins);
    for (std::size_t k = 0; k < bins.size(); ++k)
      logs_.push_back(std::log(std::max(std::abs(bins[k]), 1e-12f)));
  }

  // Frequency of the maximum within `cents`, interpolated by a parabola.
  double peak_near(double hz, double cents) const {
    const double bin_hz = rate_ / transform_.size();
    const auto first = static_cast<std::size_t>(hz * std::exp2(-cents / 1200) / bin_hz);
    const auto last = static_cast<std::size_t>(hz * std::exp2(cents / 1200) / bin_hz) + 1;
    const auto top = std::max_element(logs_.begin() + static_cast<std::ptrdiff_t>(first),
                                      logs_.begin() + static_cast<std::ptrdiff_t>(last) + 1);
    const auto at = static_cast<std::size_t>(top - logs_.begin());
    const double before = logs_[at - 1], after = logs_[at + 1];
    const double bend = before - 2 * logs_[at] + after;
    const double offset = bend < 0 ? std::clamp(0.5 * (before - after) / bend, -0.5, 0.5) : 0;
    return (static_cast<double>(at) + offset) * bin_hz;
  }

  Complex at(double hz) const {
    const double turn = -2 * std::numbers::pi * hz / rate_;
    const Complex step = std::polar(1.0, turn);
    Complex phasor = std::polar(1.0, -turn * static_cast<double>(window_.size()) / 2), sum = 0;
    for (const double sample : window_) {
      sum += sample * phasor;
      phasor *= step;
    }
    return sum;
  }

 private:
  double rate_;
  std::vector<double> window_;  // the windowed sound
  features::RealTransform transform_;
  std::vector<double> logs_;
};

bool is_clear(const TestTone& tone, double hz) {
  return hz > kClearHz &&
         std::none_of(tone.partials.begin(), tone.partials.end(),
                      [&](const Partial& p) { return std::abs(p.hz - hz) < kClearHz; });
}

class WeightedMean {
 public:
  void add(double value, double weight) {
    sum_ += value * weight;
    weight_ += weight;
  }
  double value() const { return weight_ > 0 ? sum_ / weight_ : -1; }

 private:
  double sum_ = 0, weight_ = 0;
};

TestTone saw(double hz, double sample_rate) {
  TestTone tone{"saw of " + std::to_string(std::lround(hz)) + " Hz", {}, kJudgedOfSaw};
  for (int k = 1; k * hz < 0.45 * sample_rate; ++k) tone.partials.push_back({k * hz, 1.0 / k});
  return tone;
}

// A triad of organ pipes with four octaves each: partials at least three semitones apart.
TestTone organ(double hz) {
  TestTone tone{"organ chord on " + std::to_string(std::lround(hz)) + " Hz", {}, 12};
  constexpr double kOctaves[] = {1, 0.7, 0.5, 0.35};
  for (const int interval : {0, 4, 7})
    for (int octave = 0; octave < 4; ++octave)
      tone.partials.push_back({hz * std::exp2(interval / 12.0 + octave), kOctaves[octave]});
  return tone;
}

}  // namespace

std::vector<TestTone> test_tones(double sample_rate) {
  std::vector<TestTone> tones;
  for (const double hz : kSinesHz)
    tones.push_back({"sine of " + std::to_string(std::lround(hz)) + " Hz", {{hz, 1}}, 1});
  for (const double hz : kSawsHz) tones.push_back(saw(hz, sample_rate));
  for (const double hz : kOrgansHz) tones.push_back(organ(hz));
  return tones;
}

std::vector<float> play(const TestTone& tone, double sample_rate, double seconds) {
  std::vector<float> sound(static_cast<std::size_t>(seconds * sample_rate));
  double power = 0;
  for (const Partial& partial : tone.partials) power += partial.amplitude * partial.amplitude;
  double start = 0;  // radians; spread so that the partials of a chord do not peak together
  for (const Partial& partial : tone.partials) {
    const Complex step = std::polar(1.0, 2 * std::numbers::pi * partial.hz / sample_rate);
    Complex phasor = std::polar(kLoudness / std::sqrt(power) * partial.amplitude, start);
    for (float& sample : sound) {
      sample += static_cast<float>(phasor.imag());
      phasor *= step;
    }
    start += 2 * std::numbers::pi * 0.382;
  }
  return sound;
}

ToneReading read_tone(const std::vector<float>& sound, double sample_rate, double begin_seconds,
                      const TestTone& tone, double hop_hz) {
  const Spectrum spectrum(sound, sample_rate, begin_seconds);
  WeightedMean low, high, modulation;
  for (int i = 0; i < tone.judged && i < std::ssize(tone.partials); ++i) {
    const Partial& partial = tone.partials[static_cast<std::size_t>(i)];
    if (partial.hz < kLowestHz || partial.hz > 0.4 * sample_rate) continue;
    const double hz = spectrum.peak_near(partial.hz, kSearchCents);
    const double cents = std::min(kSearchCents, std::abs(1200 * std::log2(hz / partial.hz)));
    (partial.hz < kMiddleHz ? low : high).add(cents, partial.amplitude);
    if (!is_clear(tone, partial.hz - hop_hz) || !is_clear(tone, partial.hz + hop_hz)) continue;
    const Complex carrier = spectrum.at(hz);
    if (std::abs(carrier) == 0) continue;
    // Relative to the carrier, the lower sideband is the conjugate of the upper one for amplitude
    // modulation, and minus that for frequency modulation: the sum keeps only the former.
    const Complex sum =
        spectrum.at(hz + hop_hz) / carrier + std::conj(spectrum.at(hz - hop_hz) / carrier);
    modulation.add(100 * std::abs(sum), partial.amplitude);
  }
  return {low.value(), high.value(), modulation.value()};
}

}  // namespace hemiola::measures
