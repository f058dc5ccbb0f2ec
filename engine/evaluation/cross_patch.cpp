// The cross-patch test: chords must come from one clip, onsets from the other.
#include "evaluation/functional.h"

namespace hemiola::evaluation {
namespace {

// Counts only steps in which both clips have chords and these differ: no accidental matches.
void add_chords_of(Tally& tally, const Transcription& reading, const Labels& of,
                   const Labels& other, const measures::FrameClock& clock) {
  const auto count = static_cast<int>(reading.chords.size());
  const auto wanted = chord_steps(of, clock, count), unwanted = chord_steps(other, clock, count);
  for (std::size_t t = 0; t < wanted.size(); ++t) {
    if (wanted[t] == measures::kNoChord || unwanted[t] == measures::kNoChord ||
        wanted[t] == unwanted[t])
      continue;
    ++tally.chords_judged;
    tally.chords_right += reading.chords[t] == wanted[t];
  }
}

void add_all_onsets(Tally& tally, const Transcription& reading, const Labels& labels) {
  add_onsets(tally, reading, labels, {-1.0, labels.seconds + 1.0});
}

}  // namespace

std::vector<measures::Measure> test_cross_patch(const EvaluationSet& set,
                                                const ReportProgress& report) {
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
  const measures::FrameClock clock = set.chord_clock();
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
  const auto row = [&](const char* id, const char* name, double value, measures::Number ceiling,
                       measures::Number chance, measures::Score score, double target,
                       bool at_least) {
    return measures::Measure{id, group, name, "", value, ceiling, chance, score, target, at_least};
  };
  return {row("cross.chord_of_a", "chord of A", of_a.chords(), real_a.chords(), {},
              measures::Score::of_ceiling, 0.98, true),
          row("cross.chord_of_b", "chord of B", of_b.chords(), {}, chance_of_b.chords(),
              measures::Score::value, 0.05, false),
          row("cross.drums_of_b", "drums of B", of_b.drums(), real_b.drums(), {},
              measures::Score::of_ceiling, 0.97, true),
          row("cross.drums_of_a", "drums of A", of_a.drums(), {}, chance_of_a.drums(),
              measures::Score::above_chance, 0.02, false),
          row("cross.notes_of_b", "note onsets of B", of_b.note_onsets(), real_b.note_onsets(), {},
              measures::Score::of_ceiling, 0.98, true),
          row("cross.notes_of_a", "note onsets of A", of_a.note_onsets(), {},
              chance_of_a.note_onsets(), measures::Score::above_chance, 0.03, false)};
}

}  // namespace hemiola::evaluation
