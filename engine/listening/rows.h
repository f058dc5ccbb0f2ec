// Results for one synthesizer, and the rows of its table.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "listening/moves.h"
#include "listening/probes.h"
#include "measures/measure.h"
#include "measures/onsets.h"
#include "measures/texture.h"

namespace hemiola::listening {

struct Share {
  long right = 0, judged = 0;
  double value() const { return judged == 0 ? 0 : static_cast<double>(right) / judged; }
};

// For one sound. real_: synthesised from its own bands; copy_: from their unchanged decoding.
struct Figures {
  std::string name;
  double real_db = 0, real_convergence = 0, real_nats = 0;
  double copy_db = 0, copy_onsets = 0, copy_envelope = 0, level_db = 0;
  measures::EarFigures real_ear, copy_ear;
  double repetition = 0, tone_dbfs = 0;
  // From bands: of the copy, analysed again, and of the spectrogram it was synthesised from.
  Share chords, chords_of_spectrogram;
  measures::Counts onsets, onsets_of_spectrogram;
};

// For one cross-patch; apart: correlation of A and B themselves.
struct CrossFigures {
  double envelope_of_b = 0, envelope_of_a = 0, apart = 0;
};

struct SoundResults {
  std::vector<Figures> clips, users;
  std::vector<CrossFigures> crosses;
  measures::Attack click, decoded_click;
  ToneResults tones;
  double silence_dbfs = 0;
  double cost_ms = 0;
  std::optional<WorstMove> moves;  // empty, like delay_ms, if the synthesizer cannot stream
  std::optional<double> delay_ms;
};

// Only the cross-patch rows, for a rival without a synthesizer.
measures::Table cross_rows(const std::vector<CrossFigures>& crosses);
measures::Table all_rows(const SoundResults& results);

}  // namespace hemiola::listening
