// How often the chords of labelled music are read from its harmony.
#pragma once

#include <span>

#include "evaluation/labels.h"
#include "patchbay/note_reader.h"

namespace hemiola::evaluation {

struct ReadChords {
  long right = 0, judged = 0;  // steps of an eighth of a second

  double share() const {
    return judged == 0 ? 0 : static_cast<double>(right) / static_cast<double>(judged);
  }
};

// Adds the steps of a clip that have a major or minor chord, named by 24 templates on the notes
// that are read. harmony: [frames][reader.places * reader.channels].
void read_chords(ReadChords& sum, const patchbay::NoteReaderView& reader,
                 std::span<const float> harmony, const measures::FrameClock& clock,
                 const Labels& labels);

}  // namespace hemiola::evaluation
