// Analysis followed by synthesis: delay, level and pitch of the output.
#include <algorithm>
#include <utility>

#include "features/seam.h"
#include "support/catch.h"

using namespace hemiola::features;
using namespace hemiola::test;

namespace {

const double kRates[] = {44100.0, 48000.0, 96000.0};

double energy_of(const float* frame, int from, int to) {
  double sum = 0.0;
  for (int band = from; band < to; ++band) sum += std::exp(2.0 * frame[band]);
  return sum;
}

// Mean square in the bands: the level as the features show it.
double band_level_db(const Seam& seam, const Samples& samples) {
  const std::vector<float> frames = analyse(seam.analysis, samples);
  double sum = 0.0;
  const std::size_t from = 40 * 216;
  for (std::size_t i = from; i < frames.size(); ++i) sum += std::exp(2.0 * frames[i]);
  return 10.0 * std::log10(sum / (static_cast<double>(frames.size() - from) / 216.0));
}

// Level of a sound's treble over a millisecond, minus its mean. Only the treble, as phases between
// partials are free, and with them the envelope of a chord's bass.
std::vector<double> envelope(const Samples& samples, double rate) {
  const auto width = static_cast<std::size_t>(rate / 1000.0);
  const auto treble = [&](std::size_t i) {
    const auto step = static_cast<std::size_t>(std::lround(rate / 12000.0));
    return i < 2 * step ? 0.0 : samples[i] - 2.0 * samples[i - step] + samples[i - 2 * step];
  };
  std::vector<double> out(samples.size());
  double sum = 0.0;
  double mean = 0.0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    sum += treble(i) * treble(i);
    if (i >= width) sum -= treble(i - width) * treble(i - width);
    out[i] = std::sqrt(std::max(0.0, sum));
    mean += out[i] / static_cast<double>(samples.size());
  }
  for (double& value : out) value -= mean;
  return out;
}

}  // namespace

TEST_CASE("a frame hears an impulse loudest exactly lookback before its end, in every band") {
  const Geometry geometry;
  for (const double rate : kRates) {
    const auto tables = make_analysis_tables(geometry, rate);
    const int hop = hop_samples(geometry, rate);
    const int end = 12 * hop;
    const int centre = end - lookback_samples(geometry, rate);
    const auto heard = [&](int offset) {
      Samples samples(static_cast<std::size_t>(end), 0.0f);
      samples[static_cast<std::size_t>(centre + offset)] = 1.0f;
      const std::vector<float> frames = analyse(tables, samples);
      return std::vector<float>(frames.end() - 216, frames.end());
    };
    const auto at_centre = heard(0);
    // The long windows are flat around their peak: a few samples make no measurable difference.
    for (const int offset : {-300, -60, 60, 300}) {
      const auto beside = heard(offset);
      for (int band = 20; band < 216; ++band) {
        INFO("band " << band << ", " << offset << " samples beside, rate " << rate);
        REQUIRE(beside[static_cast<std::size_t>(band)] < at_centre[static_cast<std::size_t>(band)]);
      }
    }
    // The short window is symmetric: equal on both sides, sample by sample.
    for (const int offset : {1, 7, 100, 511}) {
      const double before = energy_of(heard(-offset).data(), 160, 215);
      const double after = energy_of(heard(offset).data(), 160, 215);
      INFO(offset << " samples beside, rate " << rate);
      CHECK(before / after == Approx(1.0).epsilon(1e-4));
      // As given by the window, exact to the sample.
      const double phase = std::numbers::pi * offset / lookback_samples(geometry, rate);
      const double w = 0.5 + 0.5 * std::cos(phase);
      CHECK(after / energy_of(at_centre.data(), 160, 215) == Approx(w * w).epsilon(1e-3));
    }
  }
}

TEST_CASE("clicks come out at the declared delay, to the sample") {
  for (const double rate : kRates) {
    const Seam seam(rate);
    REQUIRE(seam.delay == lookback_samples(seam.geometry, rate) +
                              Synthesiser(seam.synthesis).latency_samples() - seam.hop);
    double sum = 0.0;
    const int clicks = 24;
    for (int n = 0; n < clicks; ++n) {
      Samples samples = silence(rate, 0.7);
      const auto at = static_cast<std::size_t>(0.3 * rate) + static_cast<std::size_t>(n * 37);
      samples[at] = 1.0f;
      const Samples out = seam.aligned(samples);
      const auto loudest = std::max_element(
          out.begin(), out.end(), [](float a, float b) { return std::abs(a) < std::abs(b); });
      const auto late = loudest - out.begin() - static_cast<std::ptrdiff_t>(at);
      INFO("click " << n << " at " << rate << " is late by " << late);
      // A click with free phase has its peak slightly before or after its centre.
      CHECK(std::abs(1e6 * static_cast<double>(late) / rate) < 40.0);
      sum += static_cast<double>(late);
    }
    INFO("rate " << rate);
    CHECK(std::abs(sum / clicks) < 0.5);
  }
}

TEST_CASE("noise bursts and music are in time, by the correlation of their envelopes") {
  for (const double rate : kRates) {
    const Seam seam(rate);
    Samples bursts = noise(rate, 2.0, 0.5);
    for (std::size_t i = 0; i < bursts.size(); ++i) {
      // 6 ms on in each 101 ms, which is no multiple of the hop.
      const double t = static_cast<double>(i) / rate;
      const double within = std::fmod(t, 0.101);
      if (within > 0.006) bursts[i] = 0.0f;
    }
    const Samples band = music(rate, 2.0);
    for (const Samples* samples : {&std::as_const(bursts), &band}) {
      const auto before = envelope(*samples, rate);
      const auto after = envelope(seam.aligned(*samples), rate);
      const auto reach = static_cast<std::ptrdiff_t>(0.02 * rate);
      std::ptrdiff_t best = 0;
      double most = 0.0;
      for (std::ptrdiff_t lag = -reach; lag <= reach; ++lag) {
        double sum = 0.0;
        for (std::ptrdiff_t i = reach; i < std::ssize(before) - reach; i += 3) {
          sum += before[static_cast<std::size_t>(i)] * after[static_cast<std::size_t>(i + lag)];
        }
        if (sum > most) {
          most = sum;
          best = lag;
        }
      }
      INFO("rate " << rate << (samples == &bursts ? ", bursts" : ", music"));
      CHECK(1000.0 * static_cast<double>(best) / rate == Approx(0.0).margin(1.0));
    }
  }
}

TEST_CASE("steady tones keep their pitch and level") {
  for (const double rate : kRates) {
    const Seam seam(rate);
    for (const double hz : {55.0, 82.41, 110.0, 146.83, 220.0, 391.0, 440.0, 1000.0, 2000.0, 2489.0,
                            5000.0, 9000.0}) {
      const Samples samples = sine(rate, 1.6, hz, 0.5);
      const Samples out = seam.aligned(samples);
      const auto from = static_cast<std::size_t>(0.8 * rate);
      const double cents = 1200.0 * std::log2(measured_hz(out, from, rate, hz) / hz);
      const double level_db = db(rms(out, from) / rms(samples, from));
      INFO(hz << " Hz at " << rate << ": " << cents << " cents, " << level_db << " dB");
      CHECK(std::abs(cents) < (hz < 70.0 ? 3.0 : 1.0));
      CHECK(std::abs(level_db) < 0.3);
    }
  }
}

TEST_CASE("noise and music keep their level") {
  for (const double rate : kRates) {
    const Seam seam(rate);
    const Samples hiss = noise(rate, 2.0, 0.3);
    const Samples band = music(rate, 2.0);
    INFO("rate " << rate);
    // In the bands, as everything above the highest one is lost.
    CHECK(band_level_db(seam, seam.aligned(hiss)) == Approx(band_level_db(seam, hiss)).margin(1.0));
    CHECK(db(rms(seam.aligned(band)) / rms(band)) == Approx(0.0).margin(0.5));
  }
}

TEST_CASE("what comes out has the features of what went in") {
  const Seam seam(48000.0);
  const Samples samples = music(48000.0, 3.0);
  const std::vector<float> before = analyse(seam.analysis, samples);
  const std::vector<float> after = analyse(seam.analysis, seam.aligned(samples));
  double sum = 0.0;
  int count = 0;
  for (std::size_t i = 20 * 216; i < before.size(); ++i) {
    const double loudest = -7.0;  // nats; quieter bands are inaudible
    if (before[i] < loudest && after[i] < loudest) continue;
    sum += std::abs(std::max<double>(before[i], loudest) - std::max<double>(after[i], loudest));
    ++count;
  }
  CHECK(sum / count < 0.22);
}
