// The table of `evaluate --music`: names, units and targets.
#include "listening/music_rows.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/statistics.h"
#include "measures/row.h"

namespace hemiola::listening {
namespace {

using measures::append, measures::mean, measures::Measure, measures::Number, measures::Row;

constexpr double kToneDbfs = -80;  // quieter tones are inaudible

measures::Table copy_rows(const std::vector<MusicFigures>& figures) {
  // The third of the clips with the fewest hits: pads, strings, slow orchestra.
  std::vector<MusicFigures> soft = figures;
  std::sort(soft.begin(), soft.end(),
            [](const MusicFigures& a, const MusicFigures& b) { return a.hits < b.hits; });
  soft.resize((soft.size() + 2) / 3);
  const auto loud_tones = std::count_if(figures.begin(), figures.end(), [](const MusicFigures& f) {
    return f.tone_dbfs > kToneDbfs;
  });
  // The sources themselves with other phases of their low partials: what a copy can reach.
  const auto beside_ceiling = [](Measure ours, const std::vector<MusicFigures>& clips) {
    Measure ceiling = ours;
    ceiling.value = mean(clips, &MusicFigures::onsets_other_phases);
    ours.rivals["other low phases"] = ceiling;
    return ours;
  };
  const char* bands = "decoded bands";
  const char* copy = "copy: encode and decode, nothing changed";
  double loudest_tone = -120;
  for (const auto& f : figures) loudest_tone = std::max(loudest_tone, f.tone_dbfs);
  return {
      Row("music.nats", bands, "mean absolute error", "nats", mean(figures, &MusicFigures::nats))
          .at_most(),
      Row("music.high_nats", bands, "the same above 1 kHz", "nats",
          mean(figures, &MusicFigures::high_nats))
          .at_most(),
      beside_ceiling(Row("music.copy_onsets", copy, "onset curve, correlation", "",
                         mean(figures, &MusicFigures::onsets))
                         .at_least(0.86),
                     figures),
      beside_ceiling(Row("music.copy_onsets_soft", copy, "the same, the third with the fewest hits",
                         "", mean(soft, &MusicFigures::onsets))
                         .at_least(0.75),
                     soft),
      Row("music.copy_chroma", copy, "likeness of the chroma", "",
          mean(figures, &MusicFigures::classes))
          .at_least(0.93),
      Row("music.copy_octaves", copy, "levels of the octaves, mean difference", "dB",
          mean(figures, &MusicFigures::octaves_db))
          .at_most(0.8),
      Row("music.copy_treble", copy, "level from 8 to 16 kHz against the source's, mean", "dB",
          mean(figures, &MusicFigures::treble_db))
          .at_most(),
      Row("music.copy_treble_off", copy, "the same, mean of the differences' sizes", "dB",
          mean(figures, [](const MusicFigures& f) { return std::abs(f.treble_db); }))
          .at_most(),
      Row("music.copy_air_off", copy, "the same from 16.5 to 20 kHz", "dB",
          mean(figures, &MusicFigures::air_off_db))
          .at_most(),
      Row("music.false_tones", copy, "clips with a steady tone that is not in the source", "",
          static_cast<double>(loud_tones) / static_cast<double>(figures.size()))
          .at_most(),
      Row("music.false_tone", copy, "the strongest of them", "dBFS", loudest_tone)
          .at_most(kToneDbfs)};
}

measures::Table detail_rows(const std::vector<MusicFigures>& figures) {
  std::vector<double> repeated;
  for (const auto& f : figures) repeated.push_back(f.repetition);
  measures::Table all = measures::ear_rows(figures, &MusicFigures::copy_ear, "ear.copy", "copy");
  for (std::size_t i = 0; i < baselines::anchors().size(); ++i) {
    Measure rival = all.front();
    rival.rivals.clear();
    rival.value = mean(figures, [&](const MusicFigures& f) { return f.anchors_ear[i]; });
    all.front().rivals[baselines::anchors()[i].name] = rival;
  }
  append(all, measures::ear_rows(figures, &MusicFigures::real_ear, "ear.real",
                                 "sound of the clip's own bands"));
  const char* group = "perceptual";
  append(all, {Row("ear.repetition", group, "copy: noise repeats with the frames, median", "",
                   base::median(repeated))
                   .at_most(2.5),
               Row("ear.worst_repetition", group, "the same, the worst clip", "",
                   repeated.empty() ? 0 : *std::max_element(repeated.begin(), repeated.end()))
                   .at_most(4.0),
               Row("ear.source_repetition", group, "the same of the sources, mean", "",
                   mean(figures, &MusicFigures::source_repetition))
                   .at_most()});
  return all;
}

measures::Table rotation_rows(const std::vector<MusicFigures>& figures) {
  const char* group = "rotation, against the rotated source; Rubber Band is the ceiling";
  measures::Table all;
  for (std::size_t i = 0; i < kRotations.size(); ++i) {
    const int k = kRotations[i];
    all.push_back(
        Row("music.rotated" + std::to_string(k), group,
            "likeness of the chroma, by " + std::to_string(k), "",
            mean(figures, [&](const MusicFigures& f) { return f.turned[i]; }))
            .of_ceiling(mean(figures, [&](const MusicFigures& f) { return f.turned_rival[i]; }))
            .at_least(i == 0 ? Number(0.97) : Number()));
  }
  all.push_back(Row("music.rotated_onsets", group, "onset curve, correlation, by 4", "",
                    mean(figures, &MusicFigures::turned_onsets))
                    .of_ceiling(mean(figures, &MusicFigures::turned_onsets_rival)));
  return all;
}

measures::Table cross_rows(const std::string& id, const std::string& group,
                           const MusicCrosses& crosses, Number most_classes_of_b,
                           Number least_onsets_of_b) {
  const bool is_loop = id == "loop";
  const auto row = [&](const char* what, const char* name, double MusicCross::* value) {
    return Row("music." + id + "_" + what, group, name, "", mean(crosses.ours, value))
        .chance(mean(crosses.apart, value));
  };
  const auto with_rival = [&](Measure ours, double MusicCross::* value) {
    Measure rival = ours;
    rival.value = mean(crosses.rival, value);
    ours.rivals["median filter"] = rival;
    return ours;
  };
  const auto classes_of_a = &MusicCross::classes_of_a, classes_of_b = &MusicCross::classes_of_b;
  const auto onsets_of_a = &MusicCross::onsets_of_a, onsets_of_b = &MusicCross::onsets_of_b;
  return {
      with_rival(row("chroma_of_a", "chroma of A, ceiling: median filtering's", classes_of_a)
                     .of_ceiling(mean(crosses.rival, classes_of_a))
                     .at_least(is_loop ? Number(0.88) : Number()),
                 classes_of_a),
      with_rival(row("chroma_of_b", "chroma of B", classes_of_b)
                     .above_chance(mean(crosses.apart, classes_of_b))
                     .at_most(most_classes_of_b),
                 classes_of_b),
      with_rival(row("onsets_of_b", "onset curve of B", onsets_of_b).at_least(least_onsets_of_b),
                 onsets_of_b),
      with_rival(row("onsets_of_a", "onset curve of A", onsets_of_a)
                     .at_most(is_loop ? Number() : Number(0.08)),
                 onsets_of_a)};
}

}  // namespace

measures::Table music_rows(const std::vector<MusicFigures>& figures, const MusicCrosses& loops,
                           const MusicCrosses& tunes) {
  measures::Table all = copy_rows(figures);
  append(all, detail_rows(figures));
  append(all, rotation_rows(figures));
  append(all, cross_rows("loop", "cross-patch with a drum loop", loops, 0.10, {}));
  append(all, cross_rows("tune", "cross-patch with another piece", tunes, {}, 0.72));
  return all;
}

}  // namespace hemiola::listening
