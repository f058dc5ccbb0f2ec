// Shared by the rivals: inverts log bands to magnitudes of bins, and holds the transform and
// overlap-add for bins to samples.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "features/inversion.h"
#include "features/overlap.h"
#include "features/transform.h"

namespace hemiola::baselines {

struct InverseFrames {
  InverseFrames(const features::Geometry& shape, double sample_rate)
      : geometry(shape),
        frame(frame_of(shape, sample_rate)),
        transform(frame.transform),
        inversion(features::invert_bands(shape, frame)),
        overlap(std::make_shared<features::OverlapTables>(frame)) {}

  static features::SynthesisFrame frame_of(const features::Geometry& geometry, double sample_rate) {
    const int window = 2 * features::synthesis_latency_samples(geometry, sample_rate);
    return {window, features::smooth_even_size(window),
            features::hop_samples(geometry, sample_rate), sample_rate};
  }

  // Bands less than 6 dB above the floor are set to zero.
  void magnitudes_of(const float* log_bands, float* magnitudes /*[bins]*/) const {
    const bool is_energy = geometry.axis == features::Axis::pitch;
    const auto silent = static_cast<float>(std::log(2 * geometry.floor));
    std::vector<float> strength(static_cast<std::size_t>(geometry.bands));
    for (std::size_t band = 0; band < strength.size(); ++band)
      strength[band] =
          log_bands[band] > silent ? std::exp((is_energy ? 2 : 1) * log_bands[band]) : 0.0f;
    std::fill_n(magnitudes, frame.bins(), 0.0f);
    inversion.add_product(strength.data(), magnitudes);
    if (!is_energy) return;
    std::transform(magnitudes, magnitudes + frame.bins(), magnitudes,
                   [](float power) { return std::sqrt(power); });
  }

  features::Geometry geometry;
  features::SynthesisFrame frame;
  features::RealTransform transform;
  features::SparseRows inversion;
  std::shared_ptr<const features::OverlapTables> overlap;
};

}  // namespace hemiola::baselines
