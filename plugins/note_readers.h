// HemiolaChroma and HemiolaScale: what notes a harmony has, and harmony in a scale.
#pragma once

#include "host.h"
#include "model_notes.h"
#include "patchbay/scale.h"

namespace hemiola::plugin {

// Input: harmony. Outputs: the loudness of the 12 pitch classes, C first, or of the note at each
// place; zeros without a model or its map.
class Chroma : public SCUnit {
 public:
  Chroma();

 private:
  void next(int);  // [audio thread] Wait-free. Computes when the harmony changes.

  ModelNotes model_;
  float harmony_[ipc::kMaxLatents];
  float loudness_[ipc::kMaxLatents];
};

// Inputs: strength (0 to 1), number of tones, tones (pitch classes or MIDI numbers), harmony.
// Output: harmony whose notes are pulled to the nearest tones; unchanged without a model or its
// map.
class ScaleUnit : public SCUnit {
 public:
  ScaleUnit();

 private:
  void next(int);  // [audio thread] Wait-free. Computes when an input changes.
  bool read_inputs() noexcept;
  void compute() noexcept;

  int count_ = 0;  // of tones
  ModelNotes model_;
  float strength_ = 0;
  float tones_[patchbay::Scale::kMaxTones];
  float harmony_[ipc::kMaxLatents];
  float change_[ipc::kMaxLatents];
  float loudness_[ipc::kMaxLatents];
};

}  // namespace hemiola::plugin
