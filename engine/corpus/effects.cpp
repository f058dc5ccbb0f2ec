// Effects; the biquads are those of R. Bristow-Johnson's audio EQ cookbook.
#include "corpus/effects.h"

#include <algorithm>
#include <cmath>

namespace hemiola::corpus {
namespace {

struct Biquad {
  double b0, b1, b2, a1, a2;  // a0 = 1

  void run(std::vector<float>& samples) const {
    double first = 0, second = 0;  // contributions to the next two outputs
    for (float& sample : samples) {
      const double in = sample;
      const double out = b0 * in + first;
      first = b1 * in - a1 * out + second;
      second = b2 * in - a2 * out;
      sample = static_cast<float>(out);
    }
  }
};

Biquad design(const Band& band, double sample_rate) {
  const double amplitude = std::pow(10.0, band.gain_db / 40);
  const double turn = 2 * M_PI * std::min(band.frequency_hz / sample_rate, 0.45);
  const double cosine = std::cos(turn);
  const double alpha = std::sin(turn) / (2 * band.q);
  if (band.shape == Band::Shape::peak) {
    const double a0 = 1 + alpha / amplitude;
    return {(1 + alpha * amplitude) / a0, -2 * cosine / a0, (1 - alpha * amplitude) / a0,
            -2 * cosine / a0, (1 - alpha / amplitude) / a0};
  }
  // A high shelf is a low shelf with mirrored frequency axis.
  const double c = band.shape == Band::Shape::low_shelf ? cosine : -cosine;
  const double up = amplitude + 1, down = amplitude - 1;
  const double slope = 2 * std::sqrt(amplitude) * alpha;
  const double mirror = band.shape == Band::Shape::low_shelf ? 1 : -1;
  const double a0 = up + down * c + slope;
  return {amplitude * (up - down * c + slope) / a0, mirror * 2 * amplitude * (down - up * c) / a0,
          amplitude * (up - down * c - slope) / a0, mirror * -2 * (down + up * c) / a0,
          (up + down * c - slope) / a0};
}

// Coefficient of a first-order filter with this time constant.
double step_of(double seconds, double sample_rate) {
  return 1 - std::exp(-1 / (seconds * sample_rate));
}

void scale_to_rms(std::vector<float>& samples, double rms) {
  double energy = 0;
  for (const float sample : samples) energy += static_cast<double>(sample) * sample;
  if (energy <= 0) return;
  const auto gain =
      static_cast<float>(rms / std::sqrt(energy / static_cast<double>(samples.size())));
  for (float& sample : samples) sample *= gain;
}

// First-order low-passes two octaves apart, each with half the weight of the next lower one: their
// sum falls by about 3 dB per octave.
void make_pink(std::vector<float>& samples, double sample_rate) {
  struct LowPass {
    double step, weight, state = 0;
  };
  std::vector<LowPass> passes;
  for (double hz = 20, weight = 1; hz < 0.6 * sample_rate; hz *= 4, weight *= 0.5) {
    passes.push_back({step_of(1 / (2 * M_PI * hz), sample_rate), weight});
  }
  for (float& sample : samples) {
    double sum = 0;
    for (LowPass& pass : passes) {
      pass.state += pass.step * (sample - pass.state);
      sum += pass.weight * pass.state;
    }
    sample = static_cast<float>(sum);
  }
}

std::vector<float> make_hum(base::Random& random, double mains_hz, std::size_t frames,
                            double sample_rate) {
  struct Partial {
    double turn, phase, size;
  };
  std::vector<Partial> partials;
  for (int k = 1; k <= 7; ++k) {
    const double phase = random.uniform(0, 2 * M_PI);
    const double size = random.uniform(0.2, 1.0) / k;
    partials.push_back({2 * M_PI * mains_hz * k / sample_rate, phase, size});
  }
  std::vector<float> hum(frames, 0.0f);
  for (const Partial& partial : partials) {
    for (std::size_t i = 0; i < frames; ++i) {
      hum[i] += static_cast<float>(partial.size *
                                   std::sin(partial.turn * static_cast<double>(i) + partial.phase));
    }
  }
  return hum;
}

}  // namespace

void equalise(std::vector<float>& samples, const std::vector<Band>& bands, double sample_rate) {
  for (const Band& band : bands) design(band, sample_rate).run(samples);
}

void saturate(std::vector<float>& samples, float knee) {
  for (float& sample : samples) sample = knee * std::tanh(sample / knee);
}

std::vector<float> compressor_gains(const std::vector<float>& sidechain,
                                    const Compressor& compressor, double sample_rate) {
  const double attack = step_of(compressor.attack_ms / 1000, sample_rate);
  const double release = step_of(compressor.release_ms / 1000, sample_rate);
  const double slope = 1 - 1 / compressor.ratio;
  std::vector<float> gains(sidechain.size());
  double reduction_db = 0;
  for (std::size_t i = 0; i < sidechain.size(); ++i) {
    const double level_db = 20 * std::log10(std::abs(static_cast<double>(sidechain[i])) + 1e-9);
    const double wish_db = slope * std::max(0.0, level_db - compressor.threshold_db);
    reduction_db += (wish_db > reduction_db ? attack : release) * (wish_db - reduction_db);
    gains[i] = static_cast<float>(std::pow(10.0, -reduction_db / 20));
  }
  return gains;
}

std::vector<float> make_noise(base::Random& random, const Noise& noise, std::size_t frames,
                              double sample_rate) {
  std::vector<float> white(frames);
  for (float& sample : white) sample = static_cast<float>(random.normal());
  std::vector<float> pink = white;
  make_pink(pink, sample_rate);
  std::vector<float> hum = make_hum(random, noise.mains_hz, frames, sample_rate);
  const double rms = std::pow(10.0, noise.level_db / 20);
  scale_to_rms(white, std::sqrt(1 - noise.pink));
  scale_to_rms(pink, std::sqrt(noise.pink));
  std::vector<float> sum(frames);
  for (std::size_t i = 0; i < frames; ++i) sum[i] = white[i] + pink[i];
  scale_to_rms(sum, std::sqrt(1 - noise.hum));
  scale_to_rms(hum, std::sqrt(noise.hum));
  for (std::size_t i = 0; i < frames; ++i) sum[i] += hum[i];
  scale_to_rms(sum, rms);
  return sum;
}

}  // namespace hemiola::corpus
