// Known sounds for the feature tests, and measurements on them.
#pragma once

#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <vector>

namespace hemiola::test {

using Samples = std::vector<float>;

inline double db(double ratio) { return 20.0 * std::log10(ratio); }

inline Samples silence(double sample_rate, double seconds) {
  return Samples(static_cast<std::size_t>(std::lround(seconds * sample_rate)), 0.0f);
}

inline Samples sine(double sample_rate, double seconds, double hz, double amplitude = 1.0) {
  Samples out = silence(sample_rate, seconds);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double cycles = hz * static_cast<double>(i) / sample_rate;
    out[i] = static_cast<float>(amplitude * std::sin(2.0 * std::numbers::pi * cycles));
  }
  return out;
}

// White, uniform in +-amplitude, the same for each call.
inline Samples noise(double sample_rate, double seconds, double amplitude, std::uint32_t seed = 1) {
  Samples out = silence(sample_rate, seconds);
  for (float& sample : out) {
    seed = seed * 1664525u + 1013904223u;
    sample = static_cast<float>(amplitude * (seed * (2.0 / 4294967296.0) - 1.0));
  }
  return out;
}

// Similar to music: decaying harmonic tones, one every 180 ms, and a click with every second one.
inline Samples music(double sample_rate, double seconds) {
  Samples out = silence(sample_rate, seconds);
  const double notes_hz[] = {110.0, 164.81, 220.0, 277.18, 329.63, 440.0, 554.37, 659.26};
  for (int note = 0; note * 0.18 < seconds; ++note) {
    const double start = note * 0.18;
    const auto first = static_cast<std::size_t>(std::ceil(start * sample_rate));
    const double hz = notes_hz[(note * 5) % 8];
    for (std::size_t i = first; i < out.size(); ++i) {
      const double t = static_cast<double>(i) / sample_rate - start;
      if (t > 1.2) break;
      double sum = 0.0;
      for (int partial = 1; partial <= 12 && partial * hz < 9000.0; ++partial) {
        sum += std::sin(2.0 * std::numbers::pi * partial * hz * t) / partial;
      }
      out[i] += static_cast<float>(0.12 * std::min(1.0, t / 0.003) * std::exp(-5.0 * t) * sum);
      if (note % 2 == 1 && t < 0.004) {
        const double chirp_hz = 6000.0 - 900000.0 * t;
        out[i] += static_cast<float>(0.3 * std::exp(-800.0 * t) *
                                     std::sin(2.0 * std::numbers::pi * chirp_hz * t));
      }
    }
  }
  return out;
}

// Frequency of a tone near (5 Hz) a known one, by its change of phase in 100 ms.
inline double measured_hz(const Samples& samples, std::size_t from, double sample_rate,
                          double near_hz) {
  const auto length = static_cast<std::size_t>(0.4 * sample_rate);
  const auto step = static_cast<std::size_t>(std::lround(0.1 * sample_rate));
  const auto phasor = [&](std::size_t begin) {
    std::complex<double> sum = 0.0;
    for (std::size_t i = 0; i < length; ++i) {
      const double part = static_cast<double>(i) / static_cast<double>(length);
      const double window = 0.5 - 0.5 * std::cos(2.0 * std::numbers::pi * part);
      const double cycles = near_hz * static_cast<double>(begin + i) / sample_rate;
      sum += window * samples[begin + i] * std::polar(1.0, -2.0 * std::numbers::pi * cycles);
    }
    return sum;
  };
  const double turn = std::arg(phasor(from + step) * std::conj(phasor(from)));
  return near_hz + turn / (2.0 * std::numbers::pi) * sample_rate / static_cast<double>(step);
}

inline double rms(const float* begin, const float* end) {
  double sum = 0.0;
  for (const float* p = begin; p != end; ++p) sum += static_cast<double>(*p) * *p;
  return begin == end ? 0.0 : std::sqrt(sum / static_cast<double>(end - begin));
}

inline double rms(const Samples& samples, std::size_t from = 0) {
  return rms(samples.data() + from, samples.data() + samples.size());
}

}  // namespace hemiola::test
