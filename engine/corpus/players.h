// The players: each writes the notes of one instrument, or the drums, for a whole clip.
#pragma once

#include <vector>

#include "base/random.h"
#include "corpus/frame.h"
#include "corpus/grooves.h"
#include "corpus/score.h"

namespace hemiola::corpus {

void write_chords(base::Random& random, const Frame& frame, const Layer& layer,
                  std::vector<Note>& notes);
void write_arpeggio(base::Random& random, const Frame& frame, const Layer& layer,
                    std::vector<Note>& notes);
void write_strum(base::Random& random, const Frame& frame, const Layer& layer,
                 std::vector<Note>& notes);
void write_pad(base::Random& random, const Frame& frame, const Layer& layer,
               std::vector<Note>& notes);
void write_bass(base::Random& random, const Frame& frame, const Layer& layer,
                std::vector<Note>& notes);
void write_melody(base::Random& random, const Frame& frame, const Layer& layer,
                  std::vector<Note>& notes);
void write_drums(base::Random& random, const Frame& frame, const Groove& groove, double end_beat,
                 std::vector<Hit>& hits);

}  // namespace hemiola::corpus
