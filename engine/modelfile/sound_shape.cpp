// Sizes of a sound network for the frames that it plays.
#include <stdexcept>

#include "features/excitation.h"
#include "modelfile/config.h"

namespace hemiola::modelfile {

SoundShape sound_shape(const features::Geometry& geometry, int width) {
  if (features::synthesis_latency_samples(geometry, kSoundRate) <
      features::hop_samples(geometry, kSoundRate))
    throw std::invalid_argument("the frames of a sound must be two hops long at least");
  SoundShape shape;
  shape.width = width;
  const double highest = (shape.bins - 1) * shape.bin_hz;
  shape.bin_hz = features::synthesis_frame(geometry, kSoundRate).hz_per_bin();
  shape.bins = static_cast<int>(highest / shape.bin_hz + 1e-6) + 1;
  return shape;
}

}  // namespace hemiola::modelfile
