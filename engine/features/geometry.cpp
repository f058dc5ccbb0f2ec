// Frame geometry in samples at a sample rate, and its band frequencies in hertz.
#include "features/geometry.h"

#include <cmath>

namespace hemiola::features {

namespace {

// Slaney's mel scale: linear below 1 kHz (15 mel), logarithmic above (27 mel per factor of 6.4).
constexpr double kLinearHzPerMel = 200.0 / 3.0;
constexpr double kLogFromHz = 1000.0;
constexpr double kLogFromMel = kLogFromHz / kLinearHzPerMel;
const double kLogStep = std::log(6.4) / 27.0;

double mel_from_hz(double hz) {
  if (hz < kLogFromHz) return hz / kLinearHzPerMel;
  return kLogFromMel + std::log(hz / kLogFromHz) / kLogStep;
}

double hz_from_mel(double mel) {
  if (mel < kLogFromMel) return mel * kLinearHzPerMel;
  return kLogFromHz * std::exp((mel - kLogFromMel) * kLogStep);
}

int samples(double seconds, double sample_rate) {
  return static_cast<int>(std::lround(seconds * sample_rate));
}

}  // namespace

Geometry paper_geometry() {
  Geometry geometry;
  geometry.axis = Axis::mel;
  geometry.hop_seconds = 512.0 / 22050.0;
  geometry.lowest_hz = 0.0;
  geometry.highest_hz = 11025.0;
  geometry.bands = 128;
  geometry.floor = 1e-5;
  geometry.windows = {{0.0, 1024.0 / 22050.0, 1024.0 / 22050.0}};
  geometry.synthesis_window_seconds = 2048.0 / 22050.0;
  return geometry;
}

Geometry transposed(const Geometry& geometry, double semitones) {
  const double ratio = std::exp2(semitones / 12.0);
  Geometry moved = geometry;
  moved.lowest_hz /= ratio;
  for (Window& window : moved.windows) {
    window.from_hz /= ratio;
    window.rise_seconds *= ratio;
    window.fall_seconds *= ratio;
  }
  return moved;
}

int hop_samples(const Geometry& geometry, double sample_rate) {
  return samples(geometry.hop_seconds, sample_rate);
}

int lookback_samples(const Geometry& geometry, double sample_rate) {
  return geometry.windows.empty() ? 0 : samples(geometry.windows[0].fall_seconds, sample_rate);
}

int synthesis_latency_samples(const Geometry& geometry, double sample_rate) {
  return samples(0.5 * geometry.synthesis_window_seconds, sample_rate);
}

int seam_delay_samples(const Geometry& geometry, double sample_rate) {
  return lookback_samples(geometry, sample_rate) +
         synthesis_latency_samples(geometry, sample_rate) - hop_samples(geometry, sample_rate);
}

double band_hz(const Geometry& geometry, double band) {
  if (geometry.axis == Axis::pitch) {
    return geometry.lowest_hz * std::exp2(band / geometry.bands_per_octave);
  }
  const double lowest = mel_from_hz(geometry.lowest_hz);
  const double step = (mel_from_hz(geometry.highest_hz) - lowest) / (geometry.bands + 1);
  return hz_from_mel(lowest + step * (band + 1.0));
}

}  // namespace hemiola::features
