// Encodes and decodes whole clips. Frames are aligned: latent frame t belongs to input frame t.
#pragma once

#include <memory>
#include <vector>

#include "coding/bands.h"
#include "coding/parallel.h"
#include "model/model.h"
#include "patchbay/patch_bay.h"

namespace hemiola::coding {

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
  // Posterior means, with the model's lookahead delay removed.
  Latents encode(const Bands& clip) const;
  Bands decode(const Latents& clip, const measures::FrameClock& clock) const;
  std::vector<Latents> encode(const std::vector<Bands>& clips,
                              const ReportProgress& report = {}) const;
  std::vector<Bands> decode(const std::vector<Latents>& clips, const measures::FrameClock& clock,
                            const ReportProgress& report = {}) const;

 private:
  std::shared_ptr<const model::Model> model_;
};

// A patch bay command that takes effect with this frame.
struct TimedCommand {
  int frame = 0;
  patchbay::Command command;
};

// The latents of voice 1 after the patch bay, with those of voice 0 beside it; shorter length.
Latents patched(const Latents& voice0, const Latents& voice1, const patchbay::LatentShape& shape,
                const std::vector<TimedCommand>& commands);
// All frames with their harmony rotated.
Latents rotated(const Latents& latents, const patchbay::LatentShape& shape, double semitones);
// The harmony of a with the rhythm of b, as long as the shorter of the two.
Latents crossed(const Latents& a, const Latents& b, const patchbay::LatentShape& shape);

}  // namespace hemiola::coding
