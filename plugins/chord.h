// HemiolaChord: notes to harmony, by the map of the model that plays.
#pragma once

#include "host.h"
#include "patchbay/note_map.h"

namespace hemiola::plugin {

// Inputs: number of notes; notes (MIDI numbers); their loudness (0 to 1). Output: harmony; zeros
// without a model or its map.
class Chord : public SCUnit {
 public:
  static constexpr int kMaxNotes = 32;

  Chord();

 private:
  using NoteTable = ipc::Snapshot<ipc::NoteTable>::Versioned;

  void next(int);  // [audio thread] Wait-free.
  bool read_table() noexcept;
  bool read_notes() noexcept;
  bool fits() const noexcept;
  void say_why_not() noexcept;
  void compute() noexcept;

  int count_ = 0;                         // of notes
  float notes_[2 * kMaxNotes];            // notes, then their loudness
  std::uint32_t attachment_version_ = 0;  // of the segment that the table is from
  NoteTable table_;
  float loudness_[ipc::kMaxLatents];
  float harmony_[ipc::kMaxLatents];
};

}  // namespace hemiola::plugin
