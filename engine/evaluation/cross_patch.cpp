// The cross-patch test: chords must come from one clip, onsets from the other.
#include "evaluation/functional.h"
#include "measures/row.h"

namespace hemiola::evaluation {
namespace {

using measures::FrameClock, measures::Row, measures::kNoChord;

// Counts only steps in which both clips have chords and these differ: no accidental matches.
void add_chords_of(Tally& tally, const Transcription& reading, const Labels& of,
                   const Labels& other, const FrameClock& clock) {
  const auto count = static_cast<int>(reading.chords.size());
  const auto wanted = chord_steps(of, clock, count), unwanted = chord_steps(other, clock, count);
  for (std::size_t t = 0; t < wanted.size(); ++t) {
    if (wanted[t] == kNoChord || unwanted[t] == kNoChord || wanted[t] == unwanted[t]) continue;
    ++tally.chords_judged;
    tally.chords_right += reading.chords[t] == wanted[t];
  }
}

void add_all_onsets(Tally& tally, const Transcription& reading, const Labels& labels) {
  add_onsets(tally, reading, labels, {-1.0, labels.seconds + 1.0});
}

}  // namespace

measures::Table test_cross_patch(const EvaluationSet& set, const ReportProgress& report) {
  std::vector<std::size_t> whole;  // clips with chords and drums
  for (std::size_t i = 0; i < set.clips().size(); ++i)
    if (set.clips()[i].labels.has_chords() && set.clips()[i].labels.has_drums()) whole.push_back(i);
  std::vector<Latents> latents;
  for (std::size_t j = 0; j < whole.size(); ++j)
    latents.push_back(crossed(set.latents()[whole[j]], set.latents()[whole[(j + 1) % whole.size()]],
                              set.coder().shape()));
  const auto readings = set.read(set.decode(latents, report));

  // Chance: the score of the real clip against the labels of the other clip of the pair.
  Tally of_a, of_b, real_a, real_b, chance_of_a, chance_of_b;
  const FrameClock clock = set.chord_clock();
  for (std::size_t j = 0; j < whole.size(); ++j) {
    const std::size_t ia = whole[j], ib = whole[(j + 1) % whole.size()];
    const Labels &a = set.clips()[ia].labels, &b = set.clips()[ib].labels;
    const Transcription &sounds_a = set.real()[ia], &sounds_b = set.real()[ib];
    add_chords_of(of_a, readings[j], a, b, clock);
    add_chords_of(of_b, readings[j], b, a, clock);
    add_chords_of(real_a, sounds_a, a, b, clock);
    add_chords_of(chance_of_b, sounds_a, b, a, clock);
    add_all_onsets(of_a, readings[j], a);
    add_all_onsets(of_b, readings[j], b);
    add_all_onsets(real_b, sounds_b, b);
    add_all_onsets(chance_of_a, sounds_b, a);
  }
  const std::string group = "cross-patch (harmony of A, rhythm of B)";
  const auto row = [&](const char* id, const char* name, double value) {
    return Row(id, group, name, "", value);
  };
  return {
      row("cross.chord_of_a", "chord of A", of_a.chords())
          .of_ceiling(real_a.chords())
          .at_least(0.98),
      row("cross.chord_of_b", "chord of B", of_b.chords())
          .chance(chance_of_b.chords())
          .at_most(0.05),
      row("cross.drums_of_b", "drums of B", of_b.drums()).of_ceiling(real_b.drums()).at_least(0.97),
      row("cross.drums_of_a", "drums of A", of_a.drums())
          .above_chance(chance_of_a.drums())
          .at_most(0.02),
      row("cross.notes_of_b", "note onsets of B", of_b.note_onsets())
          .of_ceiling(real_b.note_onsets())
          .at_least(0.98),
      row("cross.notes_of_a", "note onsets of A", of_a.note_onsets())
          .above_chance(chance_of_a.note_onsets())
          .at_most(0.03)};
}

}  // namespace hemiola::evaluation
