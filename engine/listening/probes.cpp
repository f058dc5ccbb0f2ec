// Clicks, tones, silence and cost.
#include "listening/probes.h"
#include "base/statistics.h"

#include <algorithm>
#include <cmath>

namespace hemiola::listening {
namespace {

constexpr int kClicks = 8;
constexpr double kClickSeconds = 0.4;
constexpr double kToneSeconds = 2.8, kToneFromSeconds = 0.7;
constexpr double kChordSeconds = 1, kSilenceSeconds = 2, kGraceSeconds = 0.5;

// Worst and mean of the values that are not negative.
struct Spread {
  double worst = 0, sum = 0;
  int count = 0;
  void add(double value) {
    if (value < 0) return;
    worst = std::max(worst, value);
    sum += value;
    ++count;
  }
  double mean() const { return count == 0 ? 0 : sum / count; }
};

}  // namespace

Clicks make_clicks(const features::Geometry& geometry, double sample_rate) {
  const int hop = features::hop_samples(geometry, sample_rate);
  const auto apart =
      static_cast<std::size_t>(kClickSeconds * sample_rate / hop) * static_cast<std::size_t>(hop);
  Clicks clicks{std::vector<float>((kClicks + 1) * apart), {}};
  for (int i = 0; i < kClicks; ++i) {
    clicks.at.push_back(static_cast<std::size_t>(i + 1) * apart - apart / 2 +
                        static_cast<std::size_t>(i * hop / kClicks));
    clicks.samples[clicks.at.back()] = 1;
  }
  return clicks;
}

measures::Attack probe_clicks(baselines::Synthesizer& synthesizer, const Clicks& clicks,
                              const std::vector<float>& log_bands, double sample_rate) {
  const std::vector<float> sound = synthesizer.sound(log_bands, clicks.samples.size());
  double rise = 0, early = 0;
  for (const std::size_t click : clicks.at) {
    const measures::Attack attack = measures::attack_of(sound, sample_rate, click);
    rise += attack.rise_ms / kClicks;
    early += std::pow(10.0, attack.before_db / 10) / kClicks;
  }
  return {rise, 10 * std::log10(early)};
}

ToneResults probe_tones(baselines::Synthesizer& synthesizer, const features::Geometry& geometry,
                        double sample_rate) {
  const double hop_hz = sample_rate / features::hop_samples(geometry, sample_rate);
  Spread low, high, modulation;
  for (const measures::TestTone& tone : measures::test_tones(sample_rate)) {
    const std::vector<float> input = measures::play(tone, sample_rate, kToneSeconds);
    const std::vector<float> sound =
        synthesizer.sound(baselines::bands_of(input, geometry, sample_rate), input.size());
    const measures::ToneReading reading =
        measures::read_tone(sound, sample_rate, kToneFromSeconds, tone, hop_hz);
    low.add(reading.low_cents);
    high.add(reading.high_cents);
    modulation.add(reading.modulation_percent);
  }
  return {low.worst, high.worst, modulation.worst, low.mean(), high.mean(), modulation.mean()};
}

std::vector<float> make_chord_and_silence(double sample_rate) {
  std::vector<float> samples =
      measures::play(measures::test_tones(sample_rate).back(), sample_rate, kChordSeconds);
  samples.resize(samples.size() + static_cast<std::size_t>(kSilenceSeconds * sample_rate), 0.0f);
  return samples;
}

double probe_silence(baselines::Synthesizer& synthesizer, const std::vector<float>& log_bands,
                     double sample_rate) {
  const auto at = [&](double seconds) { return static_cast<std::size_t>(seconds * sample_rate); };
  const std::vector<float> sound =
      synthesizer.sound(log_bands, at(kChordSeconds) + at(kSilenceSeconds));
  return measures::peak_dbfs(sound, at(kChordSeconds + kGraceSeconds), sound.size());
}

double probe_cost(baselines::Synthesizer& synthesizer, const features::Geometry& geometry,
                  double sample_rate, const std::vector<float>& log_bands) {
  const auto width = static_cast<std::size_t>(geometry.bands);
  const std::size_t count = log_bands.size() / width;
  auto* streaming = dynamic_cast<baselines::StreamingSynthesizer*>(&synthesizer);
  if (streaming == nullptr)
    return base::milliseconds_of([&] { synthesizer.sound(log_bands, 0); }) /
           static_cast<double>(count);
  std::vector<float> hop(static_cast<std::size_t>(features::hop_samples(geometry, sample_rate)));
  streaming->reset();
  std::size_t frame = 0;
  return base::undisturbed_milliseconds_of(
      [&] { streaming->process(&log_bands[frame++ % count * width], hop.data()); });
}

}  // namespace hemiola::listening
