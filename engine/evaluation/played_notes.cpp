// Plays notes by the patch bay, as live, and compares with the unchanged copy.
#include "evaluation/played_notes.h"

#include <algorithm>
#include <cmath>

#include "measures/chroma_flux.h"
#include "measures/row.h"
#include "patchbay/patch_bay.h"
#include "session/session.h"

namespace hemiola::evaluation {
namespace {

using measures::Row;
using patchbay::Verb;

constexpr double kChordSeconds = 1;
// Read is the middle of each chord: its chroma is smoothed over half a second.
constexpr double kReadFrom = 0.3, kReadTo = 0.75;
constexpr int kBassLowest = 40, kTonesLowest = 55;

int lowest_from(int lowest, int pitch_class) {
  return lowest + ((pitch_class - lowest) % 12 + 12) % 12;
}

// A triad of a class (see measures::kChordClasses), in one of three inversions, closed or open.
std::vector<int> triad(int chord, int inversion, bool open) {
  const int root = chord % 12, third = chord < 12 ? 4 : 3;
  const int tones[] = {root, (root + third) % 12, (root + 7) % 12};
  std::vector<int> notes = {lowest_from(kBassLowest, tones[inversion])};
  for (int i = 0; i < 3; ++i)
    notes.push_back(lowest_from(kTonesLowest, tones[i]) + (open && i == 1 ? 12 : 0));
  return notes;
}

// All classes in an order in which neighbours share few tones.
int chord_number(int step) { return step * 7 % 12 + (step / 12 % 2 == step % 2 ? 0 : 12); }

// The chord at a time; first: where the sequence begins.
int chord_at_second(double seconds, int first) {
  return first + static_cast<int>(std::max(0.0, seconds) / kChordSeconds);
}

void play_chord(patchbay::PatchBay& bay, int step) {
  bay.apply({.verb = Verb::notes});
  for (const int midi : triad(chord_number(step), step % 3, step % 4 >= 2))
    bay.apply({.verb = Verb::note,
               .value = static_cast<float>(midi),
               .weight = patchbay::kUsualVelocity});
}

// The sound of a voice, delay removed; with chords from number `first` on, or as its own copy if
// that is negative.
std::vector<float> play(session::Session& session, double rate, std::vector<float> samples,
                        int first) {
  const session::Latency latency = session.latency();
  const auto hop = static_cast<std::size_t>(latency.hop), length = samples.size();
  const auto frames = static_cast<std::size_t>(latency.frames_for(length));
  samples.resize(frames * hop, 0.0f);
  const auto shape = session.shape();
  std::vector<float> harmony(static_cast<std::size_t>(shape.harmony())),
      rhythm(static_cast<std::size_t>(shape.rhythm)), sound(frames * hop);
  session.reset_encoder(0);
  session.reset_decoder(0);
  session.patch_bay().apply({.verb = Verb::reset});
  int playing = -1;
  for (std::size_t t = 0; t < frames; ++t) {
    const double centre =
        (static_cast<double>(t + 1) * latency.hop - latency.lookback - latency.lookahead) / rate;
    if (const int wanted = chord_at_second(centre, first); first >= 0 && wanted != playing) {
      playing = wanted;
      play_chord(session.patch_bay(), playing);
    }
    const session::EncodeJob encode{0, &samples[t * hop], harmony.data(), rhythm.data()};
    session.encode({&encode, 1});
    const session::DecodeJob decode{0, harmony.data(), rhythm.data(), &sound[t * hop], nullptr};
    session.decode({&decode, 1});
  }
  sound.erase(sound.begin(), sound.begin() + latency.samples());
  sound.resize(length);
  return sound;
}

double level_db(const std::vector<float>& samples) {
  double squares = 1e-12;
  for (const float x : samples) squares += static_cast<double>(x) * x;
  return 10 * std::log10(squares / static_cast<double>(std::max<std::size_t>(samples.size(), 1)));
}

// Sums over clips.
struct Played {
  long right = 0, judged = 0;
  double onset_loss = 0, level_db = 0;
  int clips = 0;

  double chords() const {
    return judged == 0 ? 0 : static_cast<double>(right) / static_cast<double>(judged);
  }
};

void add(Played& sum, session::Session& session, const Mix& mix, int first) {
  const double rate = mix.sample_rate;
  const std::vector<float> copy = play(session, rate, mix.samples, -1),
                           sound = play(session, rate, mix.samples, first);
  const measures::Chroma chroma = measures::chroma_of(sound, rate);
  const std::vector<int> read = measures::match_triads(chroma);
  for (std::size_t t = 0; t < read.size(); ++t) {
    const double seconds = chroma.clock.centre(static_cast<double>(t));
    const double into = std::fmod(seconds, kChordSeconds);
    if (seconds < 0 || into < kReadFrom || into > kReadTo) continue;
    ++sum.judged;
    sum.right += read[t] == chord_number(chord_at_second(seconds, first)) ? 1 : 0;
  }
  const auto flux = [&](const std::vector<float>& samples) {
    return measures::flux_of(samples, rate).values;
  };
  const auto source = flux(mix.samples);
  sum.onset_loss +=
      measures::correlation(flux(copy), source) - measures::correlation(flux(sound), source);
  sum.level_db += std::abs(level_db(sound) - level_db(copy));
  ++sum.clips;
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
  session::Session session(model, load_mix(whole[0]).sample_rate, 1);
  Played music, drums;
  for (std::size_t i = 0; i < count; ++i) {
    const int first = static_cast<int>(i) * 12;  // the other half of the classes with each clip
    add(music, session, load_mix(whole[i]), first);
    add(drums, session, load_stem(whole[i], "drums"), first);
    if (report) report(static_cast<double>(i + 1) / static_cast<double>(count), "playing chords");
  }
  const std::string group = "from the sound: chords that are played by notes";
  const double n = music.clips + drums.clips;
  return {Row("notes.chord", group, "the chord (templates), over music", "", music.chords())
              .at_least(0.97),
          Row("notes.chord_drums", group, "the same, over drums alone", "", drums.chords())
              .at_least(0.85),
          Row("notes.onset_loss", group, "onset curve: correlation lost against the copy", "",
              (music.onset_loss + drums.onset_loss) / n)
              .at_most(0.03),
          Row("notes.level", group, "level: difference from the copy's", "dB",
              (music.level_db + drums.level_db) / n)
              .at_most(2)};
}

}  // namespace hemiola::evaluation
