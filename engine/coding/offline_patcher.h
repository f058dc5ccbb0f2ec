// Applies a model and patch bay commands to whole sounds: bands to latents to bands.
#pragma once

#include <memory>
#include <vector>

#include "coding/coder.h"

namespace hemiola::coding {

class OfflinePatcher {
 public:
  OfflinePatcher(std::shared_ptr<const model::Model> model, double sample_rate);

  double sample_rate() const { return sample_rate_; }
  const features::Geometry& geometry() const { return coder_.model().config().geometry; }
  int hop() const;

  Latents encode(const std::vector<float>& log_bands) const;
  std::vector<float> decode(const Latents& latents) const;  // [frames][bands]
  Latents crossed(const Latents& harmony_of, const Latents& rhythm_of) const;
  // The latents of voice 1 after the patch bay, with those of voice 0 beside it; shorter length.
  Latents patched(const Latents& voice0, const Latents& voice1,
                  const std::vector<TimedCommand>& moves) const;
  // Decodes latents [begin, end) as a new stream; silence before and after.
  std::vector<float> decode_between(const Latents& latents, int begin, int end) const;

 private:
  Coder coder_;
  double sample_rate_;
};

}  // namespace hemiola::coding
