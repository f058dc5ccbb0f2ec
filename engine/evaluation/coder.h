// Whole clips through a model, frames aligned: what went in at frame t comes out at frame t.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "evaluation/clips.h"
#include "model/model.h"
#include "patchbay/latent.h"

namespace hemiola::evaluation {

struct Latents {
  std::vector<float> harmony;  // [frames][shape.harmony()]
  std::vector<float> rhythm;   // [frames][shape.rhythm]
  int frames = 0;
};

class Coder {
 public:
  explicit Coder(std::shared_ptr<const model::Model> model) : model_(std::move(model)) {}

  patchbay::LatentShape shape() const;
  const model::Model& model() const { return *model_; }
  // Posterior means. A model that looks ahead gives frame t when it has seen some frames more; that
  // delay is taken out here.
  Latents encode(const Bands& clip) const;
  Bands decode(const Latents& clip, const FrameClock& clock) const;
  std::vector<Latents> encode(const std::vector<Bands>& clips, const Report& report = {}) const;
  std::vector<Bands> decode(const std::vector<Latents>& clips, const FrameClock& clock,
                            const Report& report = {}) const;

 private:
  std::shared_ptr<const model::Model> model_;
};

// The harmony of all frames, rotated as the patch bay does.
Latents rotated(const Latents& latents, const patchbay::LatentShape& shape, double semitones);
// The harmony of a with the rhythm of b, as long as the shorter one.
Latents crossed(const Latents& a, const Latents& b, const patchbay::LatentShape& shape);

}  // namespace hemiola::evaluation
