// Applies a model and patch bay commands to whole sounds: bands to latents to bands.
#pragma once

#include <memory>
#include <vector>

#include "evaluation/coder.h"

namespace hemiola::listening {

class OfflinePatcher {
 public:
  OfflinePatcher(std::shared_ptr<const model::Model> model, double sample_rate);

  double sample_rate() const { return sample_rate_; }
  const features::Geometry& geometry() const { return coder_.model().config().geometry; }
  int hop() const;

  evaluation::Latents encode(const std::vector<float>& log_bands) const;
  std::vector<float> decode(const evaluation::Latents& latents) const;  // [frames][bands]
  evaluation::Latents crossed(const evaluation::Latents& harmony_of,
                              const evaluation::Latents& rhythm_of) const;
  // The latents of voice 1 after the patch bay, with those of voice 0 beside it; shorter length.
  evaluation::Latents patched(const evaluation::Latents& voice0, const evaluation::Latents& voice1,
                              const std::vector<evaluation::TimedCommand>& moves) const;
  // Decodes latents [begin, end) as a new stream; silence before and after.
  std::vector<float> decode_between(const evaluation::Latents& latents, int begin, int end) const;

 private:
  evaluation::Coder coder_;
  double sample_rate_;
};

}  // namespace hemiola::listening
