// HemiolaEncoder: converts sound to harmony and rhythm as control signals, frame by frame.
#pragma once

#include "voice_claim.h"

namespace hemiola::plugin {

// Inputs: sound, voice (-1: the lowest free one), number of harmony channels. Outputs: harmony,
// then rhythm; they keep their values until the next frame's latents are due.
class Encoder : public SCUnit {
 public:
  Encoder();

 private:
  enum Input { kSound, kVoice, kHarmony };

  void next(int);  // [audio thread] Wait-free; offline it waits for the worker.
  // start: number of the block's first sample since the server's start.
  void begin(std::int64_t start) noexcept;
  bool fits() noexcept;  // the synth was made for this model's numbers of channels
  void gather(std::int64_t start) noexcept;  // input to records
  void show(std::int64_t start) noexcept;    // due latents to the outputs
  void silence() noexcept;

  VoiceClaim<ipc::EncoderVoice> claim_;
  bool fits_ = false;
  bool reported_ = false;
  bool waiting_ = false;  // the voice's pending record holds latents not output yet
  std::int64_t next_start_ = -1;
  std::int64_t frame_ = 0;  // the frame being gathered
  std::int64_t first_frame_ = 0;
  std::int64_t shown_ = 0;
};

}  // namespace hemiola::plugin
