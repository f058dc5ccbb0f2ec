// One frame of all voices: analyse, encode, patch, decode, synthesise. The same live and offline.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>

#include "model/model.h"
#include "patchbay/patch_bay.h"

namespace hemiola::session {

// All counts in samples at the session's rate. The sound of input sample t leaves the synthesis,
// complete, with the frame that ends at or after t + lookback + synthesis (see docs/design.md).
struct Latency {
  int hop = 0;
  int lookback = 0;   // the frame's centre lies that long before its end
  int lookahead = 0;  // the model's, in samples (frames x hop)
  int synthesis = 0;  // half of the synthesis window

  // From sound to sound, without the margins of a live worker: output sample k belongs to input
  // sample k - samples().
  int samples() const { return std::max(0, lookback + lookahead + synthesis - hop); }
  // Frames after which the last of so many input samples has come out.
  int frames_for(std::size_t input_samples) const {
    const auto whole = static_cast<std::size_t>(hop);
    return static_cast<int>((input_samples + static_cast<std::size_t>(samples()) + whole - 1) /
                            whole);
  }
};

// frames consecutive frames of one voice; all pointers belong to the caller.
struct EncodeJob {
  int voice;
  const float* samples;  // [frames][hop]
  float* harmony;        // [frames][shape.harmony()], after the patch bay
  float* rhythm;         // [frames][shape.rhythm]
};
struct DecodeJob {
  int voice;
  const float* harmony;  // [frames][shape.harmony()]
  const float* rhythm;   // [frames][shape.rhythm]
  float* samples;        // [frames][hop]
  float* tail;           // [hop] after the last frame, or null
};

class Session {
 public:
  // Allocates for this many encoder and this many decoder voices, and warms the model up. So many
  // threads at most share a frame, the caller's included, where there are voices enough for them.
  Session(std::shared_ptr<model::Model> model, double sample_rate, int voices, int threads = 1);
  ~Session();

  Latency latency() const noexcept;
  patchbay::LatentShape shape() const noexcept;
  patchbay::PatchBay& patch_bay() noexcept;
  const patchbay::PatchBay& patch_bay() const noexcept;

  // A batch: each voice at most once in a call. One thread at a time. A voice's bits depend neither
  // on the other voices nor on how its frames are spread over calls.
  // Latents that are all exactly zero (nobody has sent any yet) decode to silence and a new
  // beginning, not to the average sound that the prior's mean stands for.
  void encode(std::span<const EncodeJob> jobs, int frames = 1);
  void decode(std::span<const DecodeJob> jobs, int frames = 1);
  // A frame that nobody had the time to encode: later ones look back on its samples, as long as the
  // analysis is, and would hear a cut. An eighth of a frame's whole work.
  void pass_over(int voice, const float* samples /*[hop]*/);
  // A new sound begins in this voice.
  void reset_encoder(int voice);
  void reset_decoder(int voice);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hemiola::session
