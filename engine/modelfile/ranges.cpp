// Value range of each latent channel, measured on music.
#include "modelfile/ranges.h"

#include <algorithm>
#include <cmath>

namespace hemiola::modelfile {

ChannelRange range_of(std::vector<float> values) {
  std::sort(values.begin(), values.end());
  const auto count = static_cast<double>(values.size());
  const auto at = [&](double share) {
    return values[static_cast<std::size_t>(share * (count - 1))];
  };
  double mean = 0, square = 0;
  for (const double value : values) mean += value;
  mean /= count;
  for (const double value : values) square += (value - mean) * (value - mean);
  return {at(0.05), at(0.95), std::sqrt(square / count)};
}

}  // namespace hemiola::modelfile
