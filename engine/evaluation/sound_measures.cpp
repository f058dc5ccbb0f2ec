// Renders audio through a session and compares chroma and flux.
#include "evaluation/sound_measures.h"

#include <algorithm>

#include "audio/pitch_shift.h"
#include "baselines/separation_baseline.h"
#include "measures/chroma_flux.h"
#include "measures/row.h"
#include "session/session.h"

namespace hemiola::evaluation {
namespace {

using measures::Counts, measures::Row, measures::kNoChord;

constexpr float kRotation = 4;  // semitones; must be one of twin_semitones()

struct SoundFeatures {
  measures::Chroma chroma;
  std::vector<int> chords;
  measures::Flux flux;
  measures::Times onsets;
};

SoundFeatures analyse_sound(const std::vector<float>& samples, double sample_rate) {
  SoundFeatures features{
      measures::chroma_of(samples, sample_rate), {}, measures::flux_of(samples, sample_rate), {}};
  features.chords = measures::match_triads(features.chroma);
  features.onsets = measures::find_onsets(features.flux);
  return features;
}

// Feeds a to voice 0 and b to voice 1; returns the sound of voice 1, delay removed, as long as b.
std::vector<float> play(session::Session& session, std::vector<float> a, std::vector<float> b) {
  const session::Latency latency = session.latency();
  const auto hop = static_cast<std::size_t>(latency.hop), length = b.size();
  const auto frames = static_cast<std::size_t>(latency.frames_for(length));
  a.resize(frames * hop, 0.0f);
  b.resize(frames * hop, 0.0f);
  const auto shape = session.shape();
  std::vector<float> h[2], r[2], sound(frames * hop);
  for (int voice = 0; voice < 2; ++voice) {
    session.reset_encoder(voice);
    h[voice].resize(frames * static_cast<std::size_t>(shape.harmony()));
    r[voice].resize(frames * static_cast<std::size_t>(shape.rhythm));
  }
  session.reset_decoder(1);
  const session::EncodeJob encode[] = {{0, a.data(), h[0].data(), r[0].data()},
                                       {1, b.data(), h[1].data(), r[1].data()}};
  session.encode(encode, static_cast<int>(frames));
  const session::DecodeJob decode[] = {{1, h[1].data(), r[1].data(), sound.data(), nullptr}};
  session.decode(decode, static_cast<int>(frames));
  sound.erase(sound.begin(), sound.begin() + latency.samples());
  sound.resize(length);
  return sound;
}

using patchbay::Part;
using patchbay::Verb;

std::vector<float> cross_live(session::Session& session, const Mix& a, const Mix& b) {
  session.patch_bay().apply({-1, Part::harmony, Verb::reset, 0, 1});
  session.patch_bay().apply({1, Part::harmony, Verb::from, 0, 1});
  return play(session, a.samples, b.samples);
}

std::vector<float> rotate_live(session::Session& session, const Mix& mix) {
  session.patch_bay().apply({-1, Part::harmony, Verb::reset, 0, 1});
  session.patch_bay().apply({1, Part::harmony, Verb::rotate, kRotation, 1});
  return play(session, mix.samples, mix.samples);
}

struct Share {
  long right = 0, judged = 0;
  double value() const {
    return judged == 0 ? 0 : static_cast<double>(right) / static_cast<double>(judged);
  }
};

// Counts steps with a chord in `of`; if `not_of` is given, only where that has a different chord.
void add_chords(Share& share, const SoundFeatures& features, const Labels& of, const Labels* not_of,
                int up) {
  for (std::size_t t = 0; t < features.chords.size(); ++t) {
    const double seconds = features.chroma.clock.centre(static_cast<double>(t));
    const int wanted = chord_at(of, seconds);
    if (wanted == kNoChord) continue;
    const int other = not_of == nullptr ? kNoChord : chord_at(*not_of, seconds);
    if (not_of != nullptr && (other == kNoChord || other == wanted)) continue;
    ++share.judged;
    share.right += features.chords[t] == transpose_chord(wanted, up);
  }
}

// Sums over all pairs for one cross-patch method.
struct Crossed {
  Share chord_of_a, chord_of_b;
  Counts onsets_of_b, onsets_of_a;
  double envelope_of_b = 0, envelope_of_a = 0;
  void add(const SoundFeatures& sound, const SoundFeatures& a, const SoundFeatures& b,
           const Labels& labels_a, const Labels& labels_b) {
    add_chords(chord_of_a, sound, labels_a, &labels_b, 0);
    add_chords(chord_of_b, sound, labels_b, &labels_a, 0);
    onsets_of_b += measures::match(sound.onsets, all_onsets(labels_b));
    onsets_of_a += measures::match(sound.onsets, all_onsets(labels_a));
    envelope_of_b += measures::correlation(sound.flux.values, b.flux.values);
    envelope_of_a += measures::correlation(sound.flux.values, a.flux.values);
  }
  measures::Table rows(const Crossed& of_a, const Crossed& of_b, double pairs) const {
    const std::string group = "from the sound: cross-patch";
    const auto row = [&](const char* id, const char* name, double value) {
      return Row(id, group, name, "", value);
    };
    return {row("sound.chord_of_a", "chord of A (templates)", chord_of_a.value())
                .of_ceiling(of_a.chord_of_a.value())
                .chance(of_b.chord_of_a.value()),
            row("sound.chord_of_b", "chord of B", chord_of_b.value())
                .above_chance(of_a.chord_of_b.value())
                .at_most(),
            row("sound.onsets_of_b", "onsets of B (flux)", onsets_of_b.f1())
                .of_ceiling(of_b.onsets_of_b.f1())
                .chance(of_a.onsets_of_b.f1()),
            row("sound.onsets_of_a", "onsets of A", onsets_of_a.f1())
                .above_chance(of_b.onsets_of_a.f1())
                .at_most(),
            row("sound.envelope_of_b", "onset envelope, correlation with B", envelope_of_b / pairs)
                .ceiling(1.0)
                .chance(of_a.envelope_of_b / pairs),
            row("sound.envelope_of_a", "onset envelope, correlation with A", envelope_of_a / pairs)
                .above_chance(of_b.envelope_of_a / pairs)
                .at_most()};
  }
};

// Sums over all clips for one transposition method.
struct Transposed {
  Share chords;
  double chroma = 0, envelope = 0;
  void add(const SoundFeatures& sound, const SoundFeatures& twin, const Labels& labels) {
    add_chords(chords, sound, labels, nullptr, static_cast<int>(kRotation));
    chroma += measures::similarity(sound.chroma, twin.chroma);
    envelope += measures::correlation(sound.flux.values, twin.flux.values);
  }
  measures::Table rows(const Transposed& twins, double clips) const {
    const std::string group = "from the sound: rotation by +4, against truly transposed";
    return {
        Row("sound.rotated_chord", group, "chord + 4 (templates)", "", chords.value())
            .of_ceiling(twins.chords.value()),
        Row("sound.rotated_chroma", group, "likeness of the chroma", "", chroma / clips)
            .ceiling(1.0),
        Row("sound.rotated_envelope", group, "onset envelope, correlation", "", envelope / clips)
            .ceiling(1.0)};
  }
};

}  // namespace

measures::Table test_sound(const std::shared_ptr<model::Model>& model,
                           const std::vector<Clip>& clips, int pairs,
                           const ReportProgress& report) {
  std::vector<Clip> whole;
  for (const auto& clip : clips)
    if (clip.labels.has_chords() && clip.labels.has_drums()) whole.push_back(clip);
  const std::size_t count = whole.size() < 2 ? 0 : std::min<std::size_t>(pairs, whole.size());
  if (count == 0) return {};
  session::Session session(model, load_mix(whole[0]).sample_rate, 2);
  Crossed ours, separated, only_a, only_b;
  Transposed rotated, shifted, twins;
  for (std::size_t i = 0; i < count; ++i) {
    const Clip &clip = whole[i], &next = whole[(i + 1) % whole.size()];
    const Mix a = load_mix(clip), b = load_mix(next), twin = load_mix(clip, kRotation);
    const double rate = a.sample_rate;
    const SoundFeatures heard_a = analyse_sound(a.samples, rate),
                        heard_b = analyse_sound(b.samples, rate);
    const auto cross = [&](Crossed& sum, const SoundFeatures& sound) {
      sum.add(sound, heard_a, heard_b, clip.labels, next.labels);
    };
    cross(only_a, heard_a);
    cross(only_b, heard_b);
    cross(ours, analyse_sound(cross_live(session, a, b), rate));
    cross(separated,
          analyse_sound(baselines::cross_by_separation(a.samples, b.samples, a.sample_rate), rate));
    const SoundFeatures heard_twin = analyse_sound(twin.samples, rate);
    twins.add(heard_twin, heard_twin, clip.labels);
    rotated.add(analyse_sound(rotate_live(session, a), rate), heard_twin, clip.labels);
    shifted.add(analyse_sound(audio::pitch_shift(a.samples, rate, kRotation), rate), heard_twin,
                clip.labels);
    if (report) report(static_cast<double>(i + 1) / static_cast<double>(count), "listening");
  }
  const auto n = static_cast<double>(count);
  measures::Table all = ours.rows(only_a, only_b, n), turned = rotated.rows(twins, n);
  measures::add_rival(all, "median filter", separated.rows(only_a, only_b, n));
  measures::add_rival(turned, "Rubber Band", shifted.rows(twins, n));
  all.insert(all.end(), turned.begin(), turned.end());
  return all;
}

}  // namespace hemiola::evaluation
