// Names for labels, and quantisation to the synthesizer's grid.
#include "corpus/score.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

namespace hemiola::corpus {

const char* role_name(Role role) {
  switch (role) {
    case Role::chords:
      return "chords";
    case Role::arpeggio:
      return "arpeggio";
    case Role::strum:
      return "strum";
    case Role::pad:
      return "pad";
    case Role::bass:
      return "bass";
    default:
      return "melody";
  }
}

const char* drum_name(DrumKind kind) {
  switch (kind) {
    case DrumKind::kick:
      return "kick";
    case DrumKind::snare:
      return "snare";
    case DrumKind::hat:
      return "hat";
    case DrumKind::tom:
      return "tom";
    case DrumKind::cymbal:
      return "cymbal";
    default:
      return "perc";
  }
}

DrumKind drum_kind(int midi) {
  switch (midi) {
    case 35:
    case 36:
      return DrumKind::kick;
    case 38:
    case 40:
      return DrumKind::snare;
    case 42:
    case 44:
    case 46:
      return DrumKind::hat;
    case 41:
    case 43:
    case 45:
    case 47:
    case 48:
    case 50:
      return DrumKind::tom;
    case 49:
    case 51:
    case 52:
    case 53:
    case 55:
    case 57:
    case 59:
      return DrumKind::cymbal;
    default:
      return DrumKind::perc;  // including rim shot and clap
  }
}

void settle(Score& score, double grid_seconds) {
  const auto on_grid = [grid_seconds](double seconds) {
    return std::round(seconds / grid_seconds) * grid_seconds;
  };
  for (Note& note : score.notes) {
    note.onset = on_grid(std::max(note.onset, 0.0));
    note.end = std::max(on_grid(std::min(note.end, score.seconds)), note.onset + grid_seconds);
  }
  for (Hit& hit : score.drums) hit.onset = on_grid(std::max(hit.onset, 0.0));
  // No onsets in the last 30 ms: too short to be recognised.
  const double last = score.seconds - 0.03;
  std::erase_if(score.notes, [last](const Note& note) { return note.onset > last; });
  std::erase_if(score.drums, [last](const Hit& hit) { return hit.onset > last; });

  std::stable_sort(score.notes.begin(), score.notes.end(), [](const Note& a, const Note& b) {
    return std::tuple(a.onset, a.channel, a.midi) < std::tuple(b.onset, b.channel, b.midi);
  });
  std::map<std::pair<int, int>, std::size_t> sounding;  // (channel, key) to note index
  std::vector<bool> doubled(score.notes.size(), false);
  for (std::size_t i = 0; i < score.notes.size(); ++i) {
    const Note& note = score.notes[i];
    const auto [place, fresh] = sounding.try_emplace({note.channel, note.midi}, i);
    if (fresh) continue;
    Note& before = score.notes[place->second];
    if (note.onset - before.onset < 1.5 * grid_seconds) {
      doubled[i] = true;
      continue;
    }
    before.end = std::min(before.end, note.onset - grid_seconds);
    place->second = i;
  }
  std::vector<Note> notes;
  for (std::size_t i = 0; i < doubled.size(); ++i) {
    if (!doubled[i]) notes.push_back(score.notes[i]);
  }
  score.notes = std::move(notes);

  std::stable_sort(score.drums.begin(), score.drums.end(), [](const Hit& a, const Hit& b) {
    return std::tuple(a.onset, a.midi) < std::tuple(b.onset, b.midi);
  });
  const auto again = std::unique(
      score.drums.begin(), score.drums.end(),
      [](const Hit& a, const Hit& b) { return a.midi == b.midi && a.onset == b.onset; });
  score.drums.erase(again, score.drums.end());
}

}  // namespace hemiola::corpus
