// Harmonic part of one sound plus percussive part of the other.
#include "baselines/separation_baseline.h"

#include <algorithm>

#include "features/separation.h"

namespace hemiola::baselines {

std::vector<float> cross_by_separation(const std::vector<float>& tones_of,
                                       const std::vector<float>& hits_of, double sample_rate) {
  std::vector<float> sum = features::separate(tones_of, sample_rate).harmonic;
  const std::vector<float> hits = features::separate(hits_of, sample_rate).percussive;
  sum.resize(std::min(sum.size(), hits.size()));
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += hits[i];
  return sum;
}

}  // namespace hemiola::baselines
