// HemiolaChord: notes to harmony, by the map of the model that plays.
#pragma once

#include "host.h"
#include "model_notes.h"

namespace hemiola::plugin {

// Inputs: number of notes; notes (MIDI numbers); their loudness (0 to 1). Output: harmony; zeros
// without a model or its map.
class Chord : public SCUnit {
 public:
  static constexpr int kMaxNotes = 32;

  Chord();

 private:
  void next(int);  // [audio thread] Wait-free.
  bool read_notes() noexcept;
  void compute() noexcept;

  int count_ = 0;               // of notes
  float notes_[2 * kMaxNotes];  // notes, then their loudness
  ModelNotes model_;
  float loudness_[ipc::kMaxLatents];
  float harmony_[ipc::kMaxLatents];
};

}  // namespace hemiola::plugin
