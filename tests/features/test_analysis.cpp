// The analysis shows tones, noise and silence in the right bands at the right level, at any rate.
#include <algorithm>
#include <complex>
#include <cstring>
#include <limits>

#include "features/analysis.h"
#include "features/signals.h"
#include "support/catch.h"

using namespace hemiola::features;
using namespace hemiola::test;

namespace {

const double kRates[] = {44100.0, 48000.0, 88200.0, 96000.0};

// Frames of a whole signal, and the geometry needed to index them.
struct Frames {
  Frames(const Samples& samples, double rate, const Geometry& geometry = Geometry())
      : bands(static_cast<std::size_t>(geometry.bands)),
        hop(hop_samples(geometry, rate)),
        log_bands(analyse(make_analysis_tables(geometry, rate), samples)),
        count(log_bands.size() / bands) {}

  const float* frame(std::size_t n) const { return log_bands.data() + n * bands; }
  const float* last() const { return frame(count - 1); }
  double energy(std::size_t n) const {
    double sum = 0.0;
    for (std::size_t b = 0; b < bands; ++b) sum += std::exp(2.0 * frame(n)[b]);
    return sum;
  }

  std::size_t bands;
  int hop;
  std::vector<float> log_bands;
  std::size_t count;
};

// Centre of energy along the bands.
double centre_band(const float* frame, std::size_t bands) {
  double sum = 0.0;
  double moment = 0.0;
  for (std::size_t b = 0; b < bands; ++b) {
    const double energy = std::exp(2.0 * frame[b]);
    sum += energy;
    moment += energy * static_cast<double>(b);
  }
  return moment / sum;
}

float median(std::vector<float> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

}  // namespace

TEST_CASE("a frame equals the textbook sum over its windows") {
  const Geometry geometry;
  const double rate = 48000.0;
  Samples samples = music(rate, 0.5);
  const Samples hiss = noise(rate, 0.5, 0.02);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += hiss[i];
  const Frames frames(samples, rate);
  const std::size_t n = 40;
  const auto end = (n + 1) * static_cast<std::size_t>(frames.hop);
  const int fall = lookback_samples(geometry, rate);
  for (const int band : {30, 60, 120, 200}) {
    // The band's window class, far from the borders.
    const Window& shape = geometry.windows[band == 120 ? 1 : band == 200 ? 2 : 0];
    const int rise = static_cast<int>(std::lround(shape.rise_seconds * rate));
    double squares = 0.0;
    std::vector<double> windowed(static_cast<std::size_t>(rise + fall));
    for (int i = 0; i < rise + fall; ++i) {
      const double phase = i < rise ? static_cast<double>(i) / rise : 1.0 + (i - rise + 0.0) / fall;
      const double w = 0.5 - 0.5 * std::cos(std::numbers::pi * phase);
      squares += w * w;
      const auto at = static_cast<std::size_t>(i);
      windowed[at] = w * samples[end - windowed.size() + at];
    }
    // Density on a grid much finer than a bin, integrated over the triangle.
    const double low = band_hz(geometry, band - 1), high = band_hz(geometry, band + 1);
    const int steps = 400;
    double energy = 0.0;
    for (int s = 0; s < steps; ++s) {
      const double hz = low + (high - low) * (s + 0.5) / steps;
      const std::complex<double> turn = std::polar(1.0, -2.0 * std::numbers::pi * hz / rate);
      std::complex<double> oscillator = 1.0, sum = 0.0;
      for (const double x : windowed) {
        sum += x * oscillator;
        oscillator *= turn;
      }
      const double octaves = std::log2(hz / band_hz(geometry, band));
      const double weight = 1.0 - std::abs(octaves) * geometry.bands_per_octave;
      energy += std::norm(sum) * 2.0 / (squares * rate) * weight * (high - low) / steps;
    }
    INFO("band " << band);

    CHECK(frames.frame(n)[band] == Approx(0.5 * std::log(energy)).margin(0.05));
  }
}

TEST_CASE("a full-scale sine has half a unit of energy, at any pitch and rate") {
  for (const double rate : kRates) {
    for (const double hz : {55.0, 97.3, 220.0, 391.0, 440.0, 1000.0, 2510.0, 5000.0, 12345.0}) {
      const Frames frames(sine(rate, 0.6, hz), rate);
      INFO(hz << " Hz at " << rate);
      CHECK(10.0 * std::log10(frames.energy(frames.count - 1) / 0.5) == Approx(0.0).margin(0.5));
    }
  }
}

TEST_CASE("white noise has its energy, up to where the bands end") {
  for (const double rate : kRates) {
    const Frames frames(noise(rate, 4.0, 0.5), rate);
    double mean = 0.0;
    for (std::size_t n = 30; n < frames.count; ++n) mean += frames.energy(n);
    mean /= static_cast<double>(frames.count - 30);
    const double covered = (band_hz(Geometry(), 215.5) - 32.7) / (rate / 2.0);
    CHECK(10.0 * std::log10(mean / (0.25 / 3.0 * covered)) == Approx(0.0).margin(0.3));
  }
}

TEST_CASE("a sine peaks in its band, and k semitones higher 2k bands higher") {
  const Geometry geometry;
  const double rate = 48000.0;
  for (const int band : {26, 48, 86, 96, 120, 151, 180, 200}) {
    const Frames frames(sine(rate, 0.6, band_hz(geometry, band), 0.5), rate);
    const float* last = frames.last();
    INFO("band " << band);
    CHECK(std::max_element(last, last + frames.bands) - last == band);
    CHECK(centre_band(last, frames.bands) == Approx(band).margin(0.25));
  }
  const double base = 196.0;
  const Frames original(sine(rate, 0.6, base), rate);
  for (const int semitones : {-7, -1, 1, 5, 12, 24}) {
    const Frames moved(sine(rate, 0.6, base * std::exp2(semitones / 12.0)), rate);
    const double by =
        centre_band(moved.last(), moved.bands) - centre_band(original.last(), original.bands);
    CHECK(by == Approx(2.0 * semitones).margin(0.15));
  }
}

TEST_CASE("silence lies on the floor, and so do bands above half the rate") {
  const Geometry geometry;
  const auto floor = static_cast<float>(std::log(geometry.floor));
  for (const float feature : Frames(silence(48000.0, 0.3), 48000.0).log_bands) {
    REQUIRE(feature == floor);
  }
  const Frames low_rate(noise(16000.0, 0.5, 0.9), 16000.0);
  for (std::size_t b = 0; b < low_rate.bands; ++b) {
    if (band_hz(geometry, static_cast<double>(b)) > 8000.0) {
      REQUIRE(low_rate.last()[b] == floor);
    }
  }
}

TEST_CASE("broken samples and denormals count as silence and leave no trace") {
  const double rate = 48000.0;
  Samples clean = music(rate, 0.6);
  Samples broken = clean;
  const float bad[] = {std::numeric_limits<float>::quiet_NaN(),
                       std::numeric_limits<float>::infinity(),
                       -std::numeric_limits<float>::infinity(), 1e-40f};
  for (std::size_t i = 100; i < clean.size(); i += 97) {
    clean[i] = 0.0f;
    broken[i] = bad[(i / 97) % 4];
  }
  CHECK(Frames(clean, rate).log_bands == Frames(broken, rate).log_bands);
  Samples huge(48000, std::numeric_limits<float>::max());
  for (const float feature : Frames(huge, rate).log_bands) REQUIRE(std::isfinite(feature));
}

TEST_CASE("one signal has the same features at every rate") {
  const Geometry geometry;
  const Frames reference(music(48000.0, 3.0), 48000.0);
  for (const double rate : {44100.0, 88200.0, 96000.0}) {
    const Frames frames(music(rate, 3.0), rate);
    std::vector<float> differences;
    for (std::size_t n = 20; n < reference.count; ++n) {
      // Frame with its centre at the same time, interpolated where the hops differ a little.
      const double centre = (static_cast<double>(n + 1) * 512.0 - 1114.0) / 48000.0;
      const double at = (centre * rate + lookback_samples(geometry, rate)) / frames.hop - 1.0;
      const auto before = static_cast<std::size_t>(at);
      if (before + 1 >= frames.count) break;
      const auto part = static_cast<float>(at - static_cast<double>(before));
      for (std::size_t b = 0; b < reference.bands; ++b) {
        const float there =
            (1.0f - part) * frames.frame(before)[b] + part * frames.frame(before + 1)[b];
        differences.push_back(std::abs(there - reference.frame(n)[b]));
      }
    }
    INFO("rate " << rate);
    CHECK(median(differences) < 0.02f);
  }
}

TEST_CASE("reset forgets everything, and voices do not hear each other") {
  const auto tables = make_analysis_tables(Geometry(), 48000.0);
  const Samples a = music(48000.0, 1.0);
  const Samples b = noise(48000.0, 1.0, 0.3);
  const auto whole_a = analyse(tables, a);
  const auto whole_b = analyse(tables, b);

  Analyser one(tables), two(tables);
  const auto hop = static_cast<std::size_t>(one.hop()),
             bands = static_cast<std::size_t>(one.bands());
  std::vector<float> frame(bands);
  for (std::size_t n = 0; n < 40; ++n) one.process(b.data() + n * hop, frame.data());
  one.reset();
  for (std::size_t n = 0; n < a.size() / hop; ++n) {
    one.process(a.data() + n * hop, frame.data());
    REQUIRE(std::equal(frame.begin(), frame.end(), whole_a.data() + n * bands));
    two.process(b.data() + n * hop, frame.data());
    REQUIRE(std::equal(frame.begin(), frame.end(), whole_b.data() + n * bands));
  }
}

TEST_CASE("the mel axis is the published one") {
  const Geometry paper = paper_geometry();
  REQUIRE(hop_samples(paper, 22050.0) == 512);
  REQUIRE(lookback_samples(paper, 22050.0) == 1024);
  // Slaney's mel filters as in librosa 0.10 (sr 22050, n_fft 2048, n_mels 128).
  CHECK(band_hz(paper, 0) == Approx(25.8).margin(0.2));
  CHECK(band_hz(paper, 127) == Approx(10716.0).margin(20.0));
  // At a sine's frequency a bin of the published transform is sum(w)/2 x amplitude.
  const double hz = 1000.0;
  const Frames reference(sine(22050.0, 1.0, hz, 0.5), 22050.0, paper);
  const float* last = reference.last();
  const auto peak = std::max_element(last, last + 128) - last;
  CHECK(band_hz(paper, static_cast<double>(peak)) == Approx(hz).margin(14.0));
  const Frames other(sine(48000.0, 1.0, hz, 0.5), 48000.0, paper);
  CHECK(other.last()[peak] == Approx(last[peak]).margin(0.05));
}

TEST_CASE("a transposed analysis sees a tone as if it had been played so much higher") {
  const double rate = 44100.0;
  const auto tone = [&](double semitones) {
    Samples sum = silence(rate, 1.0);
    for (int k = 1; k <= 20; ++k) {
      const Samples partial = sine(rate, 1.0, k * 130.8 * std::exp2(semitones / 12), 0.1 / k);
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += partial[i];
    }
    return sum;
  };
  const Samples plain = tone(0);
  for (const double semitones : {-5.0, -0.5, 3.0, 7.0}) {
    const Frames truth(tone(semitones), rate);
    const auto moved = analyse_transposed(Geometry(), rate, plain, semitones);
    REQUIRE(moved.size() == truth.log_bands.size());
    double off = 0.0;
    int judged = 0;
    for (std::size_t n = truth.count / 2; n < truth.count / 2 + 10; ++n) {
      const float loudest = *std::max_element(truth.frame(n), truth.frame(n) + truth.bands);
      for (std::size_t b = 0; b < truth.bands; ++b) {
        // Quiet bands between the partials depend on how these beat.
        if (truth.frame(n)[b] < loudest - 4.0f) continue;
        off += std::abs(moved[n * truth.bands + b] - truth.frame(n)[b]);
        ++judged;
      }
    }
    INFO(semitones << " semitones, " << judged << " bands");
    CHECK(judged > 100);
    CHECK(off / judged < 0.1);
  }
}

TEST_CASE("a transposed analysis leaves a click where it is") {
  const double rate = 48000.0;
  Samples click = silence(rate, 1.0);
  click[24000] = 1.0f;
  const Geometry geometry;
  const std::size_t bands = 216;
  const auto strongest_frame = [&](const std::vector<float>& frames) {
    std::size_t best = 0;
    double most = 0.0;
    for (std::size_t f = 0; f < frames.size() / bands; ++f) {
      double energy = 0.0;
      for (std::size_t b = 0; b < bands; ++b) energy += std::exp(2.0 * frames[f * bands + b]);
      if (energy > most) {
        most = energy;
        best = f;
      }
    }
    return best;
  };
  const auto plain = strongest_frame(analyse(make_analysis_tables(geometry, rate), click));
  for (const double semitones : {-7.0, -2.5, 4.0, 7.0}) {
    CHECK(strongest_frame(analyse_transposed(geometry, rate, click, semitones)) == plain);
  }
}
