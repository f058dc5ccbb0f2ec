// A General MIDI synthesizer (FluidSynth): faster than real time, bit-exact.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <vector>

#include "corpus/score.h"

namespace hemiola::corpus {

constexpr int kSynthBlock = 64;  // samples: FluidSynth starts and stops notes only on this grid

// The same performance in another key and tuning.
struct Transposition {
  int keys = 0;      // semitones added to every note
  double cents = 0;  // additional tuning
};

// For one thread at a time; each rendering thread has its own.
class Synth {
 public:
  // Loading the soundfont takes longer than rendering many clips, so keep the object. Throws
  // std::runtime_error: path, reason.
  Synth(const std::filesystem::path& soundfont, double sample_rate);
  ~Synth();
  Synth(const Synth&) = delete;
  Synth& operator=(const Synth&) = delete;

  // Mono, `frames` samples, not normalised, independent of earlier calls.
  std::vector<float> render_pitched(const Score& score, std::size_t frames,
                                    const Transposition& transposition = {});
  std::vector<float> render_drums(const Score& score, std::size_t frames);

  double grid_seconds() const;  // events at multiples of this are exact

 private:
  struct Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace hemiola::corpus
