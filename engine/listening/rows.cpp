// The table's rows: names, units and targets.
#include "listening/rows.h"

#include <algorithm>
#include <cmath>

#include "measures/row.h"

namespace hemiola::listening {
namespace {

using measures::append, measures::mean, measures::Number, measures::Row;

measures::Table distance_rows(const std::vector<Figures>& clips) {
  const char* real = "real features to sound";
  const char* copy = "encode and decode, nothing changed";
  return {Row("real.lsd", real, "log-spectral distance", "dB", mean(clips, &Figures::real_db))
              .at_most(4.8),
          Row("real.convergence", real, "spectral convergence", "",
              mean(clips, &Figures::real_convergence))
              .at_most(0.30),
          Row("real.bands", real, "error of the bands, analysed again", "nats",
              mean(clips, &Figures::real_nats))
              .at_most(0.20),
          Row("copy.lsd", copy, "log-spectral distance to the original", "dB",
              mean(clips, &Figures::copy_db))
              .at_most(5.0),
          Row("copy.onsets", copy, "onset curve of the bands, correlation", "",
              mean(clips, &Figures::copy_onsets))
              .at_least(0.95),
          Row("copy.envelope", copy, "broadband onset envelope, correlation", "",
              mean(clips, &Figures::copy_envelope))
              .at_least(0.88)};
}

measures::Table detail_rows(const std::vector<Figures>& clips) {
  double loudest_tone = -120;
  for (const Figures& f : clips) loudest_tone = std::max(loudest_tone, f.tone_dbfs);
  const char* group = "perceptual";
  measures::Table all =
      measures::ear_rows(clips, &Figures::real_ear, "ear.real", "real features to sound");
  append(all, measures::ear_rows(clips, &Figures::copy_ear, "ear.copy", "encode and decode"));
  append(all, {Row("ear.repetition", group, "encode and decode: noise repeats with the frames", "",
                   mean(clips, &Figures::repetition))
                   .at_most(2.5),
               Row("ear.false_tone", group, "strongest steady tone that is not in the original",
                   "dBFS", loudest_tone)
                   .at_most(-80.0)});
  return all;
}

measures::Table probe_rows(const SoundResults& results) {
  const char* click = "click";
  const char* tones = "steady tones";
  return {
      Row("click.rise", click, "rise, 10 to 90 %", "ms", results.click.rise_ms).at_most(10.0),
      Row("click.before", click, "energy before it", "dB", results.click.before_db).at_most(-22.0),
      Row("click.decoded_rise", click, "encoded and decoded: rise", "ms",
          results.decoded_click.rise_ms)
          .at_most(),
      Row("click.decoded_before", click, "encoded and decoded: energy before it", "dB",
          results.decoded_click.before_db)
          .at_most(),
      Row("tones.cents", tones, "frequency above 200 Hz, the worst tone", "cents",
          results.tones.worst_high_cents)
          .at_most(0.1),
      Row("tones.bass_cents", tones, "frequency from 55 to 200 Hz, the worst tone", "cents",
          results.tones.worst_low_cents)
          .at_most(3.7),
      Row("tones.modulation", tones, "amplitude modulation at the hop rate, the worst tone", "%",
          results.tones.worst_modulation)
          .at_most(2.0),
      Row("tones.mean_cents", tones, "above 200 Hz, mean", "cents", results.tones.mean_high_cents)
          .at_most(),
      Row("tones.mean_bass_cents", tones, "55 to 200 Hz, mean", "cents",
          results.tones.mean_low_cents)
          .at_most(),
      Row("tones.mean_modulation", tones, "amplitude modulation, mean", "%",
          results.tones.mean_modulation)
          .at_most()};
}

measures::Table level_rows(const SoundResults& results) {
  const char* level = "level and silence";
  std::vector<Figures> all = results.clips;
  all.insert(all.end(), results.users.begin(), results.users.end());
  const auto worst = std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::abs(a.level_db) < std::abs(b.level_db);
  });
  return {
      Row("level.worst", level,
          "loudness against the original's, worst" +
              (worst == all.end() ? std::string() : ": " + worst->name),
          "dB", worst == all.end() ? Number() : Number(std::abs(worst->level_db)))
          .at_most(1.5),
      Row("level.mean", level, "the same, mean with its sign", "dB", mean(all, &Figures::level_db))
          .at_most(),
      Row("silence.peak", level, "half a second into silence", "dBFS", results.silence_dbfs)
          .at_most(-80.0),
      Row("moves.step", "moves while playing",
          "largest step between samples, against the steady sound" +
              (results.moves ? ": " + results.moves->name : std::string()),
          "", results.moves ? Number(results.moves->ratio) : Number())
          .at_most(1.1)};
}

measures::Table reading_rows(const std::vector<Figures>& clips) {
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
  return {Row("sound.chords", group, "chords (templates)", "", chords.value())
              .of_ceiling(chords_before.value())
              .at_least(0.99),
          Row("sound.onsets", group, "onsets (flux)", "", onsets.f1())
              .of_ceiling(onsets_before.f1())
              .at_least(0.99)};
}

std::string id_of(std::string name) {
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

measures::Table users_rows(const std::vector<Figures>& users) {
  measures::Table rows;
  for (const Figures& sound : users) {
    const std::string id = "users." + id_of(sound.name) + ".", group = "test sounds: " + sound.name;
    const auto row = [&](const char* what, const char* name, const char* unit, double value) {
      return Row(id + what, group, name, unit, value);
    };
    append(
        rows,
        {row("real_lsd", "real features: log-spectral distance", "dB", sound.real_db).at_most(),
         row("real_convergence", "real features: spectral convergence", "", sound.real_convergence)
             .at_most(),
         row("real_bands", "real features: error of the bands", "nats", sound.real_nats).at_most(),
         row("copy_lsd", "encode and decode: log-spectral distance", "dB", sound.copy_db).at_most(),
         row("copy_onsets", "encode and decode: onset curve of the bands", "", sound.copy_onsets),
         row("copy_envelope", "encode and decode: broadband onset envelope", "",
             sound.copy_envelope),
         row("level", "encode and decode: loudness against the original's", "dB", sound.level_db)
             .at_most()});
  }
  return rows;
}

}  // namespace

measures::Table cross_rows(const std::vector<CrossFigures>& crosses) {
  if (crosses.empty()) return {};
  const char* group = "cross-patch: broadband onset envelope, correlation";
  const double apart = mean(crosses, &CrossFigures::apart);
  return {
      Row("cross.envelope_of_b", group, "with B's", "", mean(crosses, &CrossFigures::envelope_of_b))
          .ceiling(1.0)
          .chance(apart)
          .at_least(0.84),
      Row("cross.envelope_of_a", group, "with A's", "", mean(crosses, &CrossFigures::envelope_of_a))
          .chance(apart)
          .at_most(0.08)};
}

measures::Table all_rows(const SoundResults& results) {
  measures::Table all = distance_rows(results.clips);
  append(all, detail_rows(results.clips));
  append(all, cross_rows(results.crosses));
  append(all, probe_rows(results));
  append(all, level_rows(results));
  append(all, reading_rows(results.clips));
  append(all, {Row("cost.synthesis", "cost and delay", "one frame to sound, one thread", "ms",
                   results.cost_ms)
                   .at_most(0.5),
               Row("delay.total", "cost and delay", "sound to sound", "ms", results.delay_ms)
                   .at_most(50.0)});
  append(all, users_rows(results.users));
  return all;
}

}  // namespace hemiola::listening
