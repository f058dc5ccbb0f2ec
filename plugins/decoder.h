// HemiolaDecoder: harmony and rhythm in, sound out, at a latency that is constant to the sample.
#pragma once

#include "voice_seat.h"

namespace hemiola::plugin {

// Inputs: voice (-1: the lowest free one), number of harmony channels, harmony, rhythm.
class Decoder : public SCUnit {
 public:
  Decoder();

 private:
  enum Input { kVoice, kHarmony, kLatents };
  enum class Mode { silence, sound, tail };

  void next(int samples);  // [audio thread] Wait-free (live).
  void begin(std::int64_t start) noexcept;
  bool fits() noexcept;
  void ask(std::int64_t start) noexcept;
  void play(std::int64_t start, int samples) noexcept;
  void enter(std::int64_t frame) noexcept;
  void render(float* sound, std::int64_t position, int count) const noexcept;
  void declick(float* sound, int samples) noexcept;

  VoiceSeat<ipc::DecoderVoice> seat_;
  bool fits_ = false;
  bool told_ = false;
  bool waiting_ = false;  // the voice's other sound record has not been played
  int playing_ = 0;       // which of the voice's two sound records plays
  Mode mode_ = Mode::silence;
  bool covering_ = false;  // a frame was late: the next one fades in
  bool fades_in_ = false;
  std::int64_t next_start_ = -1;
  std::int64_t first_asked_ = 0;
  std::int64_t asked_ = 0;
  std::int64_t entered_ = 0;
  float last_sample_ = 0;
  float residue_ = 0;
};

}  // namespace hemiola::plugin
