// The players: each writes the notes of one instrument, or the drums, for a whole clip.
#pragma once

#include <vector>

#include "corpus/frame.h"
#include "corpus/grooves.h"
#include "corpus/random.h"
#include "corpus/score.h"

namespace hemiola::corpus {

void write_chords(Random& random, const Frame& frame, const Layer& layer, std::vector<Note>& notes);
void write_arpeggio(Random& random, const Frame& frame, const Layer& layer,
                    std::vector<Note>& notes);
void write_strum(Random& random, const Frame& frame, const Layer& layer, std::vector<Note>& notes);
void write_pad(Random& random, const Frame& frame, const Layer& layer, std::vector<Note>& notes);
void write_bass(Random& random, const Frame& frame, const Layer& layer, std::vector<Note>& notes);
void write_melody(Random& random, const Frame& frame, const Layer& layer, std::vector<Note>& notes);
void write_drums(Random& random, const Frame& frame, const Groove& groove, double end_beat,
                 std::vector<Hit>& hits);

}  // namespace hemiola::corpus
