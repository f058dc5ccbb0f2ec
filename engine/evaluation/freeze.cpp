// Freeze test: held harmony keeps its chord while drums continue; held rhythm has no onsets.
#include <algorithm>
#include <cmath>

#include "evaluation/functional.h"
#include "measures/row.h"

namespace hemiola::evaluation {
namespace {

using measures::FrameClock, measures::Row, measures::kNoChord;

constexpr double kHeldSeconds = 2;
constexpr double kBeforeChange = 0.5;   // seconds from the start of a hold to the chord change
constexpr double kBetweenHolds = 1;     // seconds without a hold
constexpr double kEdgeSeconds = 0.15;   // not evaluated: transcribers also see frames beyond it
constexpr double kFirstRhythmHold = 2;  // seconds
constexpr double kRhythmHoldPeriod = 5;

// Holds that begin shortly before a change between two chords with a class.
std::vector<Span> harmony_holds(const Labels& labels) {
  std::vector<Span> holds;
  double free_from = 0.3;
  for (std::size_t i = 1; i < labels.chords.size(); ++i) {
    const ChordLabel &before = labels.chords[i - 1], &after = labels.chords[i];
    const double begin = after.begin - kBeforeChange;
    if (before.chord == kNoChord || after.chord == kNoChord || before.chord == after.chord)
      continue;
    if (begin < free_from || begin < before.begin + 0.1 ||
        begin + kHeldSeconds > labels.seconds - 0.3)
      continue;
    holds.push_back({begin, begin + kHeldSeconds});
    free_from = begin + kHeldSeconds + kBetweenHolds;
  }
  return holds;
}

std::vector<Span> rhythm_holds(const Labels& labels) {
  std::vector<Span> holds;
  if (!labels.has_drums()) return holds;
  for (double begin = kFirstRhythmHold; begin + kHeldSeconds < labels.seconds;
       begin += kRhythmHoldPeriod)
    holds.push_back({begin, begin + kHeldSeconds});
  return holds;
}

// Freezes the latent at the first frame of each span until the end of the span.
std::vector<TimedCommand> freeze_commands(patchbay::Part part, const std::vector<Span>& spans,
                                          const FrameClock& clock, int frames) {
  std::vector<TimedCommand> commands;
  for (const Span& span : spans) {
    const auto frame_at = [&](double seconds) {
      return static_cast<int>(std::ceil((seconds - clock.first_seconds) / clock.hop_seconds));
    };
    const auto now = static_cast<float>(patchbay::FreezeAt::now);
    commands.push_back({std::clamp(frame_at(span.begin), 0, frames - 1),
                        {1, part, patchbay::Verb::freeze, 1, now}});
    commands.push_back({frame_at(span.end), {1, part, patchbay::Verb::freeze, 0}});
  }
  return commands;
}

Span inside(const Span& span) { return {span.begin + kEdgeSeconds, span.end - kEdgeSeconds}; }

// Over steps whose true chord is not the held one: counts those in which the held chord is read.
void add_held_chords(Tally& tally, const Transcription& reading, const Labels& labels,
                     const Span& span, const FrameClock& clock) {
  const int held = chord_at(labels, span.begin);
  const double change = span.begin + kBeforeChange;
  for (std::size_t t = 0; t < reading.chords.size(); ++t) {
    const double seconds = clock.centre(static_cast<double>(t));
    if (seconds < change + kEdgeSeconds || seconds >= span.end - kEdgeSeconds) continue;
    const int truth = chord_at(labels, seconds);
    if (truth == kNoChord || truth == held) continue;
    ++tally.chords_judged;
    tally.chords_right += reading.chords[t] == held;
  }
}

void add_true_chords(Tally& tally, const Transcription& reading, const Labels& labels,
                     const Span& span, const FrameClock& clock) {
  for (std::size_t t = 0; t < reading.chords.size(); ++t) {
    const double seconds = clock.centre(static_cast<double>(t));
    const int truth = chord_at(labels, seconds);
    if (seconds < span.begin || seconds >= span.end || truth == kNoChord) continue;
    ++tally.chords_judged;
    tally.chords_right += reading.chords[t] == truth;
  }
}

struct Frozen {
  std::vector<std::vector<Span>> spans;  // [clips]
  std::vector<Transcription> readings;
};

Frozen freeze(const EvaluationSet& set, patchbay::Part part, const ReportProgress& report) {
  Frozen frozen;
  std::vector<Latents> latents = set.latents();
  for (std::size_t i = 0; i < latents.size(); ++i) {
    const Labels& labels = set.clips()[i].labels;
    frozen.spans.push_back(part == patchbay::Part::harmony ? harmony_holds(labels)
                                                           : rhythm_holds(labels));
    latents[i] =
        patched(latents[i], latents[i], set.coder().shape(),
                freeze_commands(part, frozen.spans.back(), set.clock(), latents[i].frames));
  }
  frozen.readings = set.read(set.decode(latents, report));
  return frozen;
}

}  // namespace

measures::Table test_freeze(const EvaluationSet& set, const ReportProgress& report) {
  const FrameClock clock = set.chord_clock();
  const std::size_t clips = set.clips().size();
  const Frozen harmony = freeze(set, patchbay::Part::harmony, report);
  Tally held, runs, real;
  for (std::size_t i = 0; i < clips; ++i) {
    const Labels& labels = set.clips()[i].labels;
    for (const Span& span : harmony.spans[i]) {
      add_held_chords(held, harmony.readings[i], labels, span, clock);
      add_true_chords(real, set.real()[i], labels, inside(span), clock);
      add_onsets(held, harmony.readings[i], labels, inside(span));
      add_onsets(runs, set.rebuilt()[i], labels, inside(span));
    }
  }
  const Frozen rhythm = freeze(set, patchbay::Part::rhythm, report);
  Tally stopped, unrelated, goes_on;
  for (std::size_t i = 0; i < clips; ++i) {
    const Labels& labels = set.clips()[i].labels;
    const Transcription& other = set.real()[(i + (clips + 1) / 2) % clips];
    for (const Span& span : rhythm.spans[i]) {
      add_true_chords(stopped, rhythm.readings[i], labels, inside(span), clock);
      add_true_chords(goes_on, set.real()[i], labels, inside(span), clock);
      add_onsets(stopped, rhythm.readings[i], labels, inside(span));
      add_onsets(unrelated, other, labels, inside(span));
    }
  }
  const std::string group = "freeze for 2 s";
  return {Row("freeze.chord_stays", group, "harmony: chord stays where it would have changed", "",
              held.chords())
              .ceiling(real.chords())
              .at_least(0.85),
          Row("freeze.drums_go_on", group, "harmony: drums, against not frozen", "", held.drums())
              .of_ceiling(runs.drums())
              .at_least(0.98),
          Row("freeze.onsets_stop", group, "rhythm: drum onsets stop", "", stopped.drums())
              .above_chance(unrelated.drums())
              .at_most(0.02),
          Row("freeze.notes_stop", group, "rhythm: note onsets stop", "", stopped.note_onsets())
              .above_chance(unrelated.note_onsets())
              .at_most(0.02),
          Row("freeze.chords_go_on", group, "rhythm: chords go on", "", stopped.chords())
              .of_ceiling(goes_on.chords())
              .at_least(0.95)};
}

}  // namespace hemiola::evaluation
