// HemiolaDecoder: harmony and rhythm in, sound out, at a latency that is constant to the sample.
#pragma once

#include <limits>

#include "voice_claim.h"

namespace hemiola::plugin {

// Inputs: voice (-1: the lowest free one), number of harmony channels, harmony, rhythm.
class Decoder : public SCUnit {
 public:
  Decoder();

 private:
  enum Input { kVoice, kHarmony, kLatents };
  // What a frame's time is filled with: nothing, its sound, the sound before once more, its sound
  // after a silence, its sound after one that it does not go on from.
  enum class Mode { silence, sound, hold, fade_in, crossfade };
  // So many frames (of some 11 ms) in a row are covered until there is silence.
  static constexpr int kHoldFrames = 6;
  static constexpr std::int64_t kNothingPlayed = std::numeric_limits<std::int64_t>::min() / 2;

  void next(int samples);  // [audio thread] Wait-free (live).
  void begin(std::int64_t start) noexcept;
  bool fits() noexcept;
  void ask(std::int64_t start) noexcept;
  void play(std::int64_t start, int samples) noexcept;
  void enter(std::int64_t frame) noexcept;
  void hold() noexcept;
  void render(float* sound, std::int64_t position, int count) const noexcept;
  void declick(float* sound, int samples) noexcept;

  VoiceClaim<ipc::DecoderVoice> claim_;
  bool fits_ = false;
  bool told_ = false;
  bool waiting_ = false;  // the voice's other sound record has not been played
  int playing_ = 0;       // which of the voice's two sound records plays
  Mode mode_ = Mode::silence;
  int held_ = 0;            // frames in a row that were covered
  float level_ = 0;         // at the end of the frame's time, while the sound before is held
  float level_before_ = 0;  // and at its beginning
  std::int64_t played_ = kNothingPlayed;  // the frame whose sound was the last
  std::int64_t next_start_ = -1;
  std::int64_t first_asked_ = 0;
  std::int64_t asked_ = 0;
  std::int64_t entered_ = 0;
  float last_sample_ = 0;
  float residue_ = 0;
};

}  // namespace hemiola::plugin
