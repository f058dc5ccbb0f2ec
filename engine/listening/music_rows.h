// The results of `evaluate --music`, and the rows of its table.
#pragma once

#include <array>
#include <vector>

#include "baselines/anchors.h"
#include "measures/measure.h"
#include "measures/texture.h"

namespace hemiola::listening {

constexpr std::array<int, 3> kRotations = {4, -5, 7};  // semitones

// All results for one clip.
struct MusicFigures {
  double nats = 0, high_nats = 0;
  double onsets = 0, onsets_other_phases = 0, classes = 0, octaves_db = 0, treble_db = 0,
         air_off_db = 0, tone_dbfs = 0;
  std::array<double, kRotations.size()> turned{}, turned_rival{};
  double turned_onsets = 0, turned_onsets_rival = 0;
  double hits = 0;
  // Perceptual measures of the copy and of the sound from the clip's own bands.
  measures::EarFigures copy_ear, real_ear;
  double repetition = 0, source_repetition = 0;
  std::array<double, baselines::kAnchors> anchors_ear{};
};

struct MusicCross {
  double classes_of_a = 0, classes_of_b = 0, onsets_of_b = 0, onsets_of_a = 0;
};

struct MusicCrosses {
  std::vector<MusicCross> ours, rival, apart;  // apart: similarity of A and B themselves
};

measures::Table music_rows(const std::vector<MusicFigures>& figures, const MusicCrosses& loops,
                           const MusicCrosses& tunes);

}  // namespace hemiola::listening
