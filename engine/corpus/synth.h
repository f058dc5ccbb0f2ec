// A General MIDI synthesizer (FluidSynth) that renders faster than real time, to the bit.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

#include "corpus/score.h"

namespace hemiola::corpus {

constexpr int kSynthBlock = 64;  // samples: FluidSynth starts and stops sounds on this grid only

// The same performance in another key and tuning.
struct Transposition {
  int keys = 0;      // every note is played so many keys higher
  double cents = 0;  // and so much sharper
};

// Used by one thread at a time; each thread that renders has its own.
class Synth {
 public:
  // Loads the soundfont, which takes longer than rendering many clips: keep the object.
  // Throws std::runtime_error: path, reason.
  Synth(const std::filesystem::path& soundfont, double sample_rate);
  ~Synth();
  Synth(const Synth&) = delete;
  Synth& operator=(const Synth&) = delete;

  // Mono, `frames` long, not normalised. What was rendered before has no influence.
  std::vector<float> render_pitched(const Score& score, std::size_t frames,
                                    const Transposition& transposition = {});
  std::vector<float> render_drums(const Score& score, std::size_t frames);

  double grid_seconds() const;  // events that lie on multiples of it are exact

 private:
  struct Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace hemiola::corpus
