// The learned vocoder: exact silence, bits independent of other voices, same sound at every rate.
#include <cmath>
#include <limits>
#include <random>

#include "features/analysis.h"
#include "networks/make_model.h"
#include "support/catch.h"
#include "vocoder/interpolation.h"
#include "vocoder/vocoder.h"

using namespace hemiola;

namespace {

constexpr double kRate = 48000;

std::shared_ptr<const model::Model> some_model() {
  model::use_threads(1);
  static const auto model = [] {
    modelfile::Config config;
    config.sound.width = 32;
    return networks::make_model(config, 3);
  }();
  return model;
}

// A chord, then bursts of noise.
std::vector<float> bands_at(double rate, double seconds = 1.5) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal(0, 0.1f);
  std::vector<float> samples;
  for (int i = 0; i < static_cast<int>(seconds * rate); ++i) {
    const double t = i / rate;
    double x = 0;
    for (const double hz : {220.0, 277.2, 329.6}) x += 0.1 * std::sin(2 * M_PI * hz * t);
    if (std::fmod(t, 0.25) < 0.05) x += normal(random);
    samples.push_back(static_cast<float>(x));
  }
  return features::analyse(features::make_analysis_tables(features::Geometry{}, rate), samples);
}

std::vector<float> play(vocoder::Vocoder& vocoder, const std::vector<float>& bands, double rate,
                        std::vector<int> voices = {0}) {
  const features::Geometry geometry;
  const auto hop = static_cast<std::size_t>(features::hop_samples(geometry, rate));
  const auto width = static_cast<std::size_t>(geometry.bands);
  const std::size_t frames = bands.size() / width;
  std::vector<std::vector<float>> sounds(voices.size(), std::vector<float>(frames * hop));
  for (std::size_t t = 0; t < frames; ++t) {
    std::vector<vocoder::Job> jobs;
    for (std::size_t v = 0; v < voices.size(); ++v) {
      // Other voices get other bands.
      const std::size_t from = v == 0 ? t : frames - 1 - t;
      jobs.push_back({voices[v], &bands[from * width], &sounds[v][t * hop], nullptr});
    }
    vocoder.process(jobs);
  }
  return sounds[0];
}

double rms(const std::vector<float>& x) {
  double sum = 0;
  for (const float s : x) sum += s * s;
  return std::sqrt(sum / static_cast<double>(x.size()));
}

}  // namespace

TEST_CASE("silence sounds as exact silence, after a sound too") {
  const auto vocoder = vocoder::make_vocoder(some_model(), kRate, 1);
  play(*vocoder, bands_at(kRate), kRate);
  const features::Geometry geometry;
  const std::vector<float> silence(static_cast<std::size_t>(20 * geometry.bands),
                                   static_cast<float>(std::log(geometry.floor)));
  const auto sound = play(*vocoder, silence, kRate);
  const auto from = sound.begin() + 6 * features::hop_samples(geometry, kRate);
  CHECK(std::all_of(from, sound.end(), [](float x) { return x == 0; }));
}

TEST_CASE("a voice's bits are the same alone, in a batch and after a reset") {
  const auto bands = bands_at(kRate);
  const auto one = vocoder::make_vocoder(some_model(), kRate, 4);
  const auto many = vocoder::make_vocoder(some_model(), kRate, 4);
  const auto alone = play(*one, bands, kRate, {2});
  CHECK(rms(alone) > 0.01);
  CHECK(play(*many, bands, kRate, {2, 0, 3}) == alone);
  for (int voice = 0; voice < 4; ++voice) many->reset(voice);
  CHECK(play(*many, bands, kRate, {2, 1}) == alone);
  CHECK(play(*many, bands, kRate, {0, 1}) != alone);  // each voice has its own noise
}

TEST_CASE("a tail begins where the sound would have gone on, and is as loud") {
  const auto vocoder = vocoder::make_vocoder(some_model(), kRate, 1);
  const auto bands = bands_at(kRate);
  const features::Geometry geometry;
  const auto hop = static_cast<std::size_t>(features::hop_samples(geometry, kRate));
  std::vector<float> samples(hop), tail(hop);
  for (int t = 0; t < 40; ++t) {
    const vocoder::Job job{0, &bands[static_cast<std::size_t>(t * geometry.bands)], samples.data(),
                           tail.data()};
    vocoder->process({&job, 1});
  }
  CHECK(rms(tail) > 0.45 * rms(samples));
  CHECK(rms(tail) < 1.4 * rms(samples));
  CHECK(std::abs(tail.front() - samples.back()) < 0.1);
}

TEST_CASE("broken bands come out as finite sound, and pass") {
  const auto vocoder = vocoder::make_vocoder(some_model(), kRate, 1);
  auto bands = bands_at(kRate);
  bands[5000] = std::numeric_limits<float>::quiet_NaN();
  bands[6000] = std::numeric_limits<float>::infinity();
  const auto sound = play(*vocoder, bands, kRate);
  CHECK(std::all_of(sound.begin(), sound.end(), [](float x) { return std::isfinite(x); }));
}

TEST_CASE("every rate sounds equally loud") {
  const auto at = [](double rate) {
    return rms(play(*vocoder::make_vocoder(some_model(), rate, 1), bands_at(rate), rate));
  };
  const double usual = at(44100);
  for (const double rate : {22050.0, 48000.0, 96000.0}) {
    INFO(rate);
    CHECK(std::abs(20 * std::log10(at(rate) / usual)) < 1);
  }
}

TEST_CASE("points between points: at the ends, in the middle, and none past the last bin") {
  const auto knots = vocoder::knots_in_time(3, 4);
  CHECK(knots[0].lower == 0);
  CHECK(knots[0].part == 0);
  CHECK(knots[3].lower == 1);
  CHECK(knots[3].part == Approx(0.5));
  CHECK(vocoder::bins_at_bins(20, 11, 25, 100).size() == 9);  // the last one is 200 Hz
  const auto bands = vocoder::bands_at_bins(features::Geometry{}, 65.406391325149658, 2);
  CHECK(bands[0].lower == 0);
  CHECK(bands[1].lower + bands[1].part == Approx(24));
}
