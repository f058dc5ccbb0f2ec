// What was heard of one way to sound, and the rows of the table that tell it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "evaluation/measure.h"
#include "evaluation/onsets.h"
#include "listening/moves.h"
#include "listening/probes.h"
#include "listening/texture.h"

namespace hemiola::listening {

struct Share {
  long right = 0, judged = 0;
  double value() const { return judged == 0 ? 0 : static_cast<double>(right) / judged; }
};

// Of one sound: made of its real bands, and of what the model decodes with nothing changed.
struct Figures {
  std::string name;
  double real_db = 0, real_convergence = 0, real_nats = 0;
  double copy_db = 0, copy_onsets = 0, copy_envelope = 0, level_db = 0;
  EarFigures real_ear, copy_ear;
  double repetition = 0, tone_dbfs = 0;
  // Read off bands: of the copy, analysed again, and of the spectrogram that it was made of.
  Share chords, chords_of_spectrogram;
  evaluation::Counts onsets, onsets_of_spectrogram;
};

// Of one cross-patch; apart: what A and B have in common by themselves.
struct CrossFigures {
  double envelope_of_b = 0, envelope_of_a = 0, apart = 0;
};

struct Heard {
  std::vector<Figures> clips, users;
  std::vector<CrossFigures> crosses;
  Attack click, decoded_click;
  ToneResults tones;
  double silence_dbfs = 0;
  double cost_ms = 0;
  std::optional<WorstMove> moves;  // these two have nothing where the way can't play live
  std::optional<double> delay_ms;
};

// The rows for a cross-patch alone: all that a rival has who makes no sound of bands.
std::vector<evaluation::Measure> cross_rows(const std::vector<CrossFigures>& crosses);
std::vector<evaluation::Measure> all_rows(const Heard& heard);

}  // namespace hemiola::listening
