// The table's rows: names, units and targets.
#include "listening/rows.h"

#include <algorithm>
#include <cmath>

#include "measures/row.h"

namespace hemiola::listening {
namespace {

using measures::Measure, measures::Number, measures::Score;

void append(std::vector<measures::Measure>& all, const std::vector<measures::Measure>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

std::vector<measures::Measure> distance_rows(const std::vector<Figures>& clips) {
  const char* real = "real features to sound";
  const char* copy = "encode and decode, nothing changed";
  return {
      measures::plain_row("real.lsd", real, "log-spectral distance", "dB",
                          measures::mean(clips, &Figures::real_db), 4.8, measures::kAtMost),
      measures::plain_row("real.convergence", real, "spectral convergence", "",
                          measures::mean(clips, &Figures::real_convergence), 0.30,
                          measures::kAtMost),
      measures::plain_row("real.bands", real, "error of the bands, analysed again", "nats",
                          measures::mean(clips, &Figures::real_nats), 0.20, measures::kAtMost),
      measures::plain_row("copy.lsd", copy, "log-spectral distance to the original", "dB",
                          measures::mean(clips, &Figures::copy_db), 5.0, measures::kAtMost),
      measures::plain_row("copy.onsets", copy, "onset curve of the bands, correlation", "",
                          measures::mean(clips, &Figures::copy_onsets), 0.95, measures::kAtLeast),
      measures::plain_row("copy.envelope", copy, "broadband onset envelope, correlation", "",
                          measures::mean(clips, &Figures::copy_envelope), 0.88,
                          measures::kAtLeast)};
}

std::vector<measures::Measure> detail_rows(const std::vector<Figures>& clips) {
  double loudest_tone = -120;
  for (const Figures& f : clips) loudest_tone = std::max(loudest_tone, f.tone_dbfs);
  const char* group = "perceptual";
  std::vector<measures::Measure> all =
      measures::ear_rows(clips, &Figures::real_ear, "ear.real", "real features to sound");
  append(all, measures::ear_rows(clips, &Figures::copy_ear, "ear.copy", "encode and decode"));
  append(all, {measures::plain_row(
                   "ear.repetition", group, "encode and decode: noise repeats with the frames", "",
                   measures::mean(clips, &Figures::repetition), 2.5, measures::kAtMost),
               measures::plain_row("ear.false_tone", group,
                                   "strongest steady tone that is not in the original", "dBFS",
                                   loudest_tone, -80.0, measures::kAtMost)});
  return all;
}

std::vector<measures::Measure> probe_rows(const SoundResults& heard) {
  const char* click = "click";
  const char* tones = "steady tones";
  return {
      measures::plain_row("click.rise", click, "rise, 10 to 90 %", "ms", heard.click.rise_ms, 10.0,
                          measures::kAtMost),
      measures::plain_row("click.before", click, "energy before it", "dB", heard.click.before_db,
                          -22.0, measures::kAtMost),
      measures::plain_row("click.decoded_rise", click, "encoded and decoded: rise", "ms",
                          heard.decoded_click.rise_ms, {}, measures::kAtMost),
      measures::plain_row("click.decoded_before", click, "encoded and decoded: energy before it",
                          "dB", heard.decoded_click.before_db, {}, measures::kAtMost),
      measures::plain_row("tones.cents", tones, "frequency above 200 Hz, the worst tone", "cents",
                          heard.tones.worst_high_cents, 3.0, measures::kAtMost),
      measures::plain_row("tones.bass_cents", tones, "frequency from 55 to 200 Hz, the worst tone",
                          "cents", heard.tones.worst_low_cents, 6.0, measures::kAtMost),
      measures::plain_row("tones.modulation", tones,
                          "amplitude modulation at the hop rate, the worst tone", "%",
                          heard.tones.worst_modulation, 3.0, measures::kAtMost),
      measures::plain_row("tones.mean_cents", tones, "above 200 Hz, mean", "cents",
                          heard.tones.mean_high_cents, {}, measures::kAtMost),
      measures::plain_row("tones.mean_bass_cents", tones, "55 to 200 Hz, mean", "cents",
                          heard.tones.mean_low_cents, {}, measures::kAtMost),
      measures::plain_row("tones.mean_modulation", tones, "amplitude modulation, mean", "%",
                          heard.tones.mean_modulation, {}, measures::kAtMost)};
}

std::vector<measures::Measure> level_rows(const SoundResults& heard) {
  const char* level = "level and silence";
  std::vector<Figures> all = heard.clips;
  all.insert(all.end(), heard.users.begin(), heard.users.end());
  const auto worst = std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::abs(a.level_db) < std::abs(b.level_db);
  });
  return {measures::plain_row(
              "level.worst", level,
              "loudness against the original's, worst" +
                  (worst == all.end() ? std::string() : ": " + worst->name),
              "dB",
              worst == all.end() ? measures::Number() : measures::Number(std::abs(worst->level_db)),
              1.5, measures::kAtMost),
          measures::plain_row("level.mean", level, "the same, mean with its sign", "dB",
                              measures::mean(all, &Figures::level_db), {}, measures::kAtMost),
          measures::plain_row("silence.peak", level, "half a second into silence", "dBFS",
                              heard.silence_dbfs, -80.0, measures::kAtMost),
          measures::plain_row(
              "moves.step", "moves while playing",
              "largest step between samples, against the steady sound" +
                  (heard.moves ? ": " + heard.moves->name : std::string()),
              "", heard.moves ? measures::Number(heard.moves->ratio) : measures::Number(), 1.5,
              measures::kAtMost)};
}

std::vector<measures::Measure> reading_rows(const std::vector<Figures>& clips) {
  Share chords, chords_before;
  measures::Counts onsets, onsets_before;
  for (const Figures& clip : clips) {
    chords.right += clip.chords.right;
    chords.judged += clip.chords.judged;
    chords_before.right += clip.chords_of_spectrogram.right;
    chords_before.judged += clip.chords_of_spectrogram.judged;
    onsets += clip.onsets;
    onsets_before += clip.onsets_of_spectrogram;
  }
  const char* group = "chords and onsets of the sound, against its spectrogram's";
  return {measures::Measure{"sound.chords",
                            group,
                            "chords (templates)",
                            "",
                            chords.value(),
                            chords_before.value(),
                            {},
                            measures::Score::of_ceiling,
                            0.99,
                            measures::kAtLeast},
          measures::Measure{"sound.onsets",
                            group,
                            "onsets (flux)",
                            "",
                            onsets.f1(),
                            onsets_before.f1(),
                            {},
                            measures::Score::of_ceiling,
                            0.99,
                            measures::kAtLeast}};
}

std::string id_of(std::string name) {
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

std::vector<measures::Measure> users_rows(const std::vector<Figures>& users) {
  std::vector<measures::Measure> rows;
  for (const Figures& sound : users) {
    const std::string id = "users." + id_of(sound.name) + ".", group = "test sounds: " + sound.name;
    const auto row = [&](const char* what, const char* name, const char* unit, double value,
                         bool at_least) {
      rows.push_back(
          {id + what, group, name, unit, value, {}, {}, measures::Score::value, {}, at_least});
    };
    row("real_lsd", "real features: log-spectral distance", "dB", sound.real_db, measures::kAtMost);
    row("real_convergence", "real features: spectral convergence", "", sound.real_convergence,
        measures::kAtMost);
    row("real_bands", "real features: error of the bands", "nats", sound.real_nats,
        measures::kAtMost);
    row("copy_lsd", "encode and decode: log-spectral distance", "dB", sound.copy_db,
        measures::kAtMost);
    row("copy_onsets", "encode and decode: onset curve of the bands", "", sound.copy_onsets,
        measures::kAtLeast);
    row("copy_envelope", "encode and decode: broadband onset envelope", "", sound.copy_envelope,
        measures::kAtLeast);
    row("level", "encode and decode: loudness against the original's", "dB", sound.level_db,
        measures::kAtMost);
  }
  return rows;
}

}  // namespace

std::vector<measures::Measure> cross_rows(const std::vector<CrossFigures>& crosses) {
  if (crosses.empty()) return {};
  const char* group = "cross-patch: broadband onset envelope, correlation";
  const double apart = measures::mean(crosses, &CrossFigures::apart);
  return {measures::Measure{"cross.envelope_of_b", group, "with B's", "",
                            measures::mean(crosses, &CrossFigures::envelope_of_b), 1.0, apart,
                            measures::Score::value, 0.84, measures::kAtLeast},
          measures::Measure{"cross.envelope_of_a",
                            group,
                            "with A's",
                            "",
                            measures::mean(crosses, &CrossFigures::envelope_of_a),
                            {},
                            apart,
                            measures::Score::value,
                            0.08,
                            measures::kAtMost}};
}

std::vector<measures::Measure> all_rows(const SoundResults& heard) {
  std::vector<measures::Measure> all = distance_rows(heard.clips);
  append(all, detail_rows(heard.clips));
  append(all, cross_rows(heard.crosses));
  append(all, probe_rows(heard));
  append(all, level_rows(heard));
  append(all, reading_rows(heard.clips));
  append(all,
         {measures::plain_row("cost.synthesis", "cost and delay", "one frame to sound, one thread",
                              "ms", heard.cost_ms, 1.0, measures::kAtMost),
          measures::plain_row("delay.total", "cost and delay", "sound to sound", "ms",
                              heard.delay_ms, 60.0, measures::kAtMost)});
  append(all, users_rows(heard.users));
  return all;
}

}  // namespace hemiola::listening
