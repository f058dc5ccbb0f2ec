// One frame of all voices: analyse, encode, patch, decode, synthesise. The same live and offline.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>

#include "model/model.h"
#include "patchbay/patch_bay.h"

namespace hemiola::session {

// In samples at the session's rate. The sound of input sample t is output completely with the frame
// that ends at or after t + lookback + synthesis (see docs/design.md).
struct Latency {
  int hop = 0;
  int lookback = 0;   // from the frame's centre to its end
  int lookahead = 0;  // of the model (frames x hop)
  int synthesis = 0;  // half of the synthesis window

  // Input to output, without a live worker's margins: output sample k belongs to input sample
  // k - samples().
  int samples() const { return std::max(0, lookback + lookahead + synthesis - hop); }
  // Number of frames after which this many input samples have been output.
  int frames_for(std::size_t input_samples) const {
    const auto whole = static_cast<std::size_t>(hop);
    return static_cast<int>((input_samples + static_cast<std::size_t>(samples()) + whole - 1) /
                            whole);
  }
};

// `frames` consecutive frames of one voice; the caller owns all pointers.
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
  float* tail;           // [hop] that would follow the last frame, or null
};

// Throws std::runtime_error for models of the `paper` preset.
class Session {
 public:
  // Allocates for this number of encoder voices and of decoder voices, and warms up the model.
  // sample_rate: in Hz. threads: maximum for one frame, including the caller's.
  Session(std::shared_ptr<model::Model> model, double sample_rate, int voices, int threads = 1);
  ~Session();

  Latency latency() const noexcept;
  patchbay::LatentShape shape() const noexcept;
  patchbay::PatchBay& patch_bay() noexcept;
  const patchbay::PatchBay& patch_bay() const noexcept;

  // Computes one batch; each voice at most once per call. For one thread at a time. A voice's
  // output bits depend neither on the other voices nor on how its frames are divided into calls.
  // Latents that are all exactly zero (none sent yet) decode to silence and reset the voice; they
  // do not decode to the average sound (the prior's mean).
  void encode(std::span<const EncodeJob> jobs, int frames = 1);
  // The two halves of encoding one frame: commands to the patch bay may come between them. infer:
  // the jobs' latents are those of the network; patch: takes these through the patch bay, in place.
  void infer(std::span<const EncodeJob> jobs);
  void patch(std::span<const EncodeJob> jobs) noexcept;
  void decode(std::span<const DecodeJob> jobs, int frames = 1);
  // Analyses a frame that is too late to encode, because the analysis windows of later frames
  // include it. Takes an eighth of a frame's time.
  void pass_over(int voice, const float* samples /*[hop]*/);
  // Resets a voice for a new sound.
  void reset_encoder(int voice);
  void reset_decoder(int voice);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hemiola::session
