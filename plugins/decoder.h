// HemiolaDecoder: converts harmony and rhythm to sound, with a latency constant to the sample.
#pragma once

#include <limits>

#include "voice_claim.h"

namespace hemiola::plugin {

// Inputs: voice (-1: the lowest free one), number of harmony channels, harmony, rhythm. Output:
// sound.
// If a frame's sound is missing when due, the previous sound is extended and faded out.
class Decoder : public SCUnit {
 public:
  Decoder();

 private:
  enum Input { kVoice, kHarmony, kLatents };
  // What plays during a frame: nothing; its sound; the previous sound repeated; its sound after
  // silence; its sound after one that it does not continue.
  enum class Mode { silence, sound, hold, fade_in, crossfade };
  // Number of consecutive missing frames (of about 11 ms) that are covered before silence.
  static constexpr int kHoldFrames = 6;
  static constexpr std::int64_t kNothingPlayed = std::numeric_limits<std::int64_t>::min() / 2;

  void next(int samples);  // [audio thread] Wait-free; offline it waits for the worker.
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
  bool reported_ = false;
  bool waiting_ = false;  // the voice's other sound record holds sound not played yet
  int playing_ = 0;       // index of the playing one of the voice's two sound records
  Mode mode_ = Mode::silence;
  int held_ = 0;            // consecutive covered frames
  float level_ = 0;         // gain at the end of the frame while holding the previous sound
  float level_before_ = 0;  // gain at its start
  std::int64_t played_ = kNothingPlayed;  // frame of the last sound played
  std::int64_t next_start_ = -1;
  std::int64_t first_asked_ = 0;
  std::int64_t asked_ = 0;
  std::int64_t entered_ = 0;
  float last_sample_ = 0;
  float residue_ = 0;
};

}  // namespace hemiola::plugin
