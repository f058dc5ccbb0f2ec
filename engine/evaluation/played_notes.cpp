// Plays notes by the patch bay, as live, and compares with the unchanged copy.
#include "evaluation/played_notes.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "evaluation/read_chords.h"
#include "measures/chroma_flux.h"
#include "measures/row.h"
#include "measures/strongest_pitch.h"
#include "patchbay/patch_bay.h"
#include "session/session.h"

namespace hemiola::evaluation {
namespace {

using measures::Row;
using patchbay::Verb;

using Notes = std::vector<int>;  // MIDI numbers

// Steps of equal length, each with its notes. first: the number of the step at 0 s.
struct Score {
  double step_seconds = 1;
  Notes (*notes)(int step) = nullptr;  // null: the sound's own harmony
  int first = 0;

  int step_at(double seconds) const {
    return first + static_cast<int>(std::max(0.0, seconds) / step_seconds);
  }
};

// Read is the middle of each step: chroma is smoothed over half a second.
constexpr double kReadFrom = 0.3, kReadTo = 0.75;
constexpr int kBassLowest = 40, kTonesLowest = 55;
constexpr int kLowestSingle = 36, kHighestSingle = 96;
constexpr double kSingleBegin = 0.12, kSingleEnd = 0.47;  // seconds into a note that are read
constexpr double kWithinCents = 10;

int lowest_from(int lowest, int pitch_class) {
  return lowest + ((pitch_class - lowest) % 12 + 12) % 12;
}

// All classes of triads (see measures::kChordClasses), so that neighbours share few tones.
int triad_number(int step) { return step * 7 % 12 + (step / 12 % 2 == step % 2 ? 0 : 12); }

// In three inversions, closed and open.
Notes triad(int step) {
  const int chord = triad_number(step), inversion = step % 3;
  const int root = chord % 12, third = chord < 12 ? 4 : 3;
  const int tones[] = {root, (root + third) % 12, (root + 7) % 12};
  Notes notes = {lowest_from(kBassLowest, tones[inversion])};
  for (int i = 0; i < 3; ++i)
    notes.push_back(lowest_from(kTonesLowest, tones[i]) + (step % 4 >= 2 && i == 1 ? 12 : 0));
  return notes;
}

// Dominant, major and minor sevenths on all roots.
Notes seventh(int step) {
  constexpr int kKinds[3][4] = {{0, 4, 7, 10}, {0, 4, 7, 11}, {0, 3, 7, 10}};
  const int root = step * 7 % 12;
  Notes notes = {lowest_from(kBassLowest, root)};
  for (const int above : kKinds[step % 3])
    notes.push_back(lowest_from(kTonesLowest, (root + above) % 12));
  return notes;
}

Notes single(int step) {
  constexpr int kCount = kHighestSingle - kLowestSingle + 1;
  return {kLowestSingle + step * 23 % kCount};  // all of them, far from each other
}

void play_notes(patchbay::PatchBay& bay, const Notes& notes) {
  bay.apply({.verb = Verb::notes});
  for (const int midi : notes)
    bay.apply({.verb = Verb::note,
               .value = static_cast<float>(midi),
               .weight = patchbay::kUsualVelocity});
}

struct Heard {
  std::vector<float> samples;  // delay removed, as long as the source
  std::vector<float> harmony;  // [frames][harmony]
  measures::FrameClock clock;  // of these frames
};

// The sound of a voice that plays a score.
Heard play(session::Session& session, double rate, std::vector<float> samples, const Score& score) {
  const session::Latency latency = session.latency();
  const auto hop = static_cast<std::size_t>(latency.hop), length = samples.size();
  const auto frames = static_cast<std::size_t>(latency.frames_for(length));
  samples.resize(frames * hop, 0.0f);
  const auto width = static_cast<std::size_t>(session.shape().harmony());
  std::vector<float> rhythm(static_cast<std::size_t>(session.shape().rhythm));
  Heard heard{std::vector<float>(frames * hop), std::vector<float>(frames * width), {}};
  heard.clock = {(latency.hop - latency.lookback - latency.lookahead) / rate, latency.hop / rate};
  session.reset_encoder(0);
  session.reset_decoder(0);
  session.patch_bay().apply({.verb = Verb::reset});
  int playing = -1;
  for (std::size_t t = 0; t < frames; ++t) {
    const int wanted = score.step_at(heard.clock.centre(static_cast<double>(t)));
    if (score.notes != nullptr && wanted != playing) {
      playing = wanted;
      play_notes(session.patch_bay(), score.notes(playing));
    }
    float* harmony = &heard.harmony[t * width];
    const session::EncodeJob encode{0, &samples[t * hop], harmony, rhythm.data()};
    session.encode({&encode, 1});
    const session::DecodeJob decode{0, harmony, rhythm.data(), &heard.samples[t * hop], nullptr};
    session.decode({&decode, 1});
  }
  heard.samples.erase(heard.samples.begin(), heard.samples.begin() + latency.samples());
  heard.samples.resize(length);
  return heard;
}

double level_db(const std::vector<float>& samples) {
  double squares = 1e-12;
  for (const float x : samples) squares += static_cast<double>(x) * x;
  return 10 * std::log10(squares / static_cast<double>(std::max<std::size_t>(samples.size(), 1)));
}

// Calls judge(step, chroma[12], number of the chroma step) in the middle of each step.
void for_each_reading(const measures::Chroma& chroma, const Score& score, const auto& judge) {
  for (int t = 0; t < chroma.steps(); ++t) {
    const double seconds = chroma.clock.centre(t);
    const double into = std::fmod(seconds, score.step_seconds) / score.step_seconds;
    if (into < kReadFrom || into > kReadTo) continue;
    judge(score.step_at(seconds), &chroma.values[static_cast<std::size_t>(12 * t)], t);
  }
}

// Sums over clips.
struct Share {
  long right = 0, judged = 0;

  void add(bool is_right) {
    right += is_right ? 1 : 0;
    ++judged;
  }
  double value() const {
    return judged == 0 ? 0 : static_cast<double>(right) / static_cast<double>(judged);
  }
};
struct Difference {
  double onset_loss = 0, level_db = 0;
  int clips = 0;
};

void add_triads(Share& sum, const std::vector<float>& sound, double rate, const Score& score) {
  const measures::Chroma chroma = measures::chroma_of(sound, rate);
  const std::vector<int> read = measures::match_triads(chroma);
  for_each_reading(chroma, score, [&](int step, const float*, int t) {
    sum.add(read[static_cast<std::size_t>(t)] == triad_number(step));
  });
}

// Whether all classes of a chord are among the five strongest.
void add_sevenths(Share& sum, const std::vector<float>& sound, double rate, const Score& score) {
  for_each_reading(measures::chroma_of(sound, rate), score, [&](int step, const float* row, int) {
    std::vector<int> order(12);
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](int a, int b) { return row[a] > row[b]; });
    const Notes notes = score.notes(step);
    sum.add(std::all_of(notes.begin(), notes.end(), [&](int midi) {
      return std::find(order.begin(), order.begin() + 5, midi % 12) != order.begin() + 5;
    }));
  });
}

// Whether the strongest pitch is the note's, and, where it is, how many cents off.
void add_singles(Share& sum, std::vector<double>& cents, const std::vector<float>& sound,
                 double rate, const Score& score) {
  const auto steps =
      static_cast<int>(static_cast<double>(sound.size()) / rate / score.step_seconds);
  for (int i = 0; i < steps; ++i) {
    const auto at = [&](double into) {
      return static_cast<std::size_t>((i * score.step_seconds + into) * rate);
    };
    const double pitch = measures::strongest_pitch(
        std::span(sound).subspan(at(kSingleBegin), at(kSingleEnd) - at(kSingleBegin)), rate);
    const double off = pitch - score.notes(score.first + i)[0];
    sum.add(std::abs(off) < 0.5);
    if (std::abs(off) < 0.5) cents.push_back(100 * std::abs(off));
  }
}

void add_difference(Difference& sum, const std::vector<float>& source,
                    const std::vector<float>& copy, const std::vector<float>& sound, double rate) {
  const auto flux = [&](const std::vector<float>& samples) {
    return measures::flux_of(samples, rate).values;
  };
  const auto wanted = flux(source);
  sum.onset_loss +=
      measures::correlation(flux(copy), wanted) - measures::correlation(flux(sound), wanted);
  sum.level_db += std::abs(level_db(sound) - level_db(copy));
  ++sum.clips;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::nth_element(values.begin(), values.begin() + std::ssize(values) / 2, values.end());
  return values[values.size() / 2];
}

}  // namespace

measures::Table test_notes(const std::shared_ptr<model::Model>& model,
                           const std::vector<Clip>& clips, int most, const ReportProgress& report) {
  if (model->note_map().empty()) return {};
  std::vector<Clip> whole;
  for (const auto& clip : clips)
    if (clip.labels.has_chords() && clip.labels.has_drums()) whole.push_back(clip);
  const auto count =
      std::min<std::size_t>(static_cast<std::size_t>(std::max(most, 0)), whole.size());
  if (count == 0) return {};
  const double rate = load_mix(whole[0]).sample_rate;
  session::Session session(model, rate, 1);
  const patchbay::NoteReader reader = model->note_reader();
  Share triads, fast, over_drums, sevenths, singles;
  std::vector<double> cents;
  Difference difference;
  ReadChords read, read_copy;
  for (std::size_t i = 0; i < count; ++i) {
    const auto n = static_cast<int>(i);
    const std::vector<float> source = load_mix(whole[i]).samples,
                             drums = load_stem(whole[i], "drums").samples;
    const auto sound_of = [&](const std::vector<float>& samples, const Score& score) {
      return play(session, rate, samples, score).samples;
    };
    const Score own, one_a_second{1, triad, 12 * n}, two_a_second{0.5, triad, 24 * n},
        fours{1, seventh, 12 * n}, alone{0.5, single, 24 * n};
    const Heard copy = play(session, rate, source, own);
    const std::vector<float> chords = sound_of(source, one_a_second),
                             drum_chords = sound_of(drums, one_a_second);
    add_triads(triads, chords, rate, one_a_second);
    add_triads(over_drums, drum_chords, rate, one_a_second);
    add_triads(fast, sound_of(source, two_a_second), rate, two_a_second);
    add_sevenths(sevenths, sound_of(source, fours), rate, fours);
    add_singles(singles, cents, sound_of(source, alone), rate, alone);
    add_difference(difference, source, copy.samples, chords, rate);
    add_difference(difference, drums, sound_of(drums, own), drum_chords, rate);
    if (!reader.empty()) {
      const Heard again = play(session, rate, copy.samples, own);
      read_chords(read, reader.view(), copy.harmony, copy.clock, whole[i].labels);
      read_chords(read_copy, reader.view(), again.harmony, again.clock, whole[i].labels);
    }
    if (report) report(static_cast<double>(i + 1) / static_cast<double>(count), "playing notes");
  }
  const std::string group = "notes: played, from the sound; and read, from harmony";
  measures::Table rows = {
      Row("notes.chord", group, "24 triads, one a second (templates), over music", "",
          triads.value())
          .at_least(0.97),
      Row("notes.chord_fast", group, "the same, two a second", "", fast.value()).at_least(),
      Row("notes.chord_drums", group, "24 triads over drums alone", "", over_drums.value())
          .at_least(0.85),
      Row("notes.seventh", group, "sevenths: all four classes among the five strongest", "",
          sevenths.value())
          .at_least(0.85),
      Row("notes.single", group, "single notes, 36 to 96: right pitch strongest", "",
          singles.value())
          .at_least(0.95),
      Row("notes.cents", group, "off pitch where it is right, median", "cents", median(cents))
          .at_most(kWithinCents),
      Row("notes.onset_loss", group, "onset curve: correlation lost against the copy", "",
          difference.onset_loss / difference.clips)
          .at_most(0.03),
      Row("notes.level", group, "level: difference from the copy's", "dB",
          difference.level_db / difference.clips)
          .at_most(2)};
  if (reader.empty()) return rows;
  rows.push_back(
      Row("notes.read", group, "the right one of 24 triads read from harmony", "", read.share())
          .at_least(0.80));
  rows.push_back(Row("notes.read_copy", group, "the same from its own copy", "", read_copy.share())
                     .at_least(0.80));
  return rows;
}

}  // namespace hemiola::evaluation
