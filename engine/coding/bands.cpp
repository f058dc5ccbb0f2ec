// Sounds and their log bands.
#include "coding/bands.h"

#include "features/analysis.h"

namespace hemiola::coding {

Bands analyse_mix(const Mix& mix, const features::Geometry& geometry) {
  const auto tables = features::make_analysis_tables(geometry, mix.sample_rate);
  Bands bands;
  bands.values = features::analyse(tables, mix.samples);
  bands.frames = static_cast<int>(bands.values.size()) / geometry.bands;
  const double hop = features::hop_samples(geometry, mix.sample_rate);
  const double lookback = features::lookback_samples(geometry, mix.sample_rate);
  bands.clock = {(hop - lookback) / mix.sample_rate, hop / mix.sample_rate};
  return bands;
}

}  // namespace hemiola::coding
