// The table of `evaluate --music`: names, units and targets.
#include "listening/music_rows.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "measures/row.h"

namespace hemiola::listening {
namespace {

using measures::Measure, measures::Number, measures::Score;

constexpr double kToneDbfs = -80;  // quieter tones are inaudible

std::vector<measures::Measure> copy_rows(const std::vector<MusicFigures>& figures) {
  // The third of the clips with the fewest hits: pads, strings, slow orchestra.
  std::vector<MusicFigures> soft = figures;
  std::sort(soft.begin(), soft.end(),
            [](const MusicFigures& a, const MusicFigures& b) { return a.hits < b.hits; });
  soft.resize((soft.size() + 2) / 3);
  const auto loud_tones = std::count_if(figures.begin(), figures.end(), [](const MusicFigures& f) {
    return f.tone_dbfs > kToneDbfs;
  });
  const char* bands = "decoded bands";
  const char* copy = "copy: encode and decode, nothing changed";
  double loudest_tone = -120;
  for (const auto& f : figures) loudest_tone = std::max(loudest_tone, f.tone_dbfs);
  return {
      measures::plain_row("music.nats", bands, "mean absolute error", "nats",
                          measures::mean(figures, &MusicFigures::nats), {}, measures::kAtMost),
      measures::plain_row("music.high_nats", bands, "the same above 1 kHz", "nats",
                          measures::mean(figures, &MusicFigures::high_nats), {}, measures::kAtMost),
      measures::plain_row("music.copy_onsets", copy, "onset curve, correlation", "",
                          measures::mean(figures, &MusicFigures::onsets), 0.86, measures::kAtLeast),
      measures::plain_row("music.copy_onsets_soft", copy,
                          "the same, the third with the fewest hits", "",
                          measures::mean(soft, &MusicFigures::onsets), 0.75, measures::kAtLeast),
      measures::plain_row("music.copy_chroma", copy, "likeness of the chroma", "",
                          measures::mean(figures, &MusicFigures::classes), 0.93,
                          measures::kAtLeast),
      measures::plain_row("music.copy_octaves", copy, "levels of the octaves, mean difference",
                          "dB", measures::mean(figures, &MusicFigures::octaves_db), 0.8,
                          measures::kAtMost),
      measures::plain_row("music.copy_treble", copy,
                          "level from 8 to 16 kHz against the source's, mean", "dB",
                          measures::mean(figures, &MusicFigures::treble_db), {}, measures::kAtMost),
      measures::plain_row(
          "music.copy_treble_off", copy, "the same, mean of the differences' sizes", "dB",
          measures::mean(figures, [](const MusicFigures& f) { return std::abs(f.treble_db); }), {},
          measures::kAtMost),
      measures::plain_row("music.false_tones", copy,
                          "clips with a steady tone that is not in the source", "",
                          static_cast<double>(loud_tones) / static_cast<double>(figures.size()), {},
                          measures::kAtMost),
      measures::plain_row("music.false_tone", copy, "the strongest of them", "dBFS", loudest_tone,
                          kToneDbfs, measures::kAtMost)};
}

std::vector<measures::Measure> detail_rows(const std::vector<MusicFigures>& figures) {
  std::vector<double> repeated;
  for (const auto& f : figures) repeated.push_back(f.repetition);
  std::sort(repeated.begin(), repeated.end());
  std::vector<measures::Measure> all =
      measures::ear_rows(figures, &MusicFigures::copy_ear, "ear.copy", "copy");
  for (std::size_t i = 0; i < baselines::anchors().size(); ++i) {
    measures::Measure rival = all.front();
    rival.rivals.clear();
    rival.value = measures::mean(figures, [&](const MusicFigures& f) { return f.anchors_ear[i]; });
    all.front().rivals[baselines::anchors()[i].name] = rival;
  }
  const auto append = [&](const std::vector<measures::Measure>& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  append(measures::ear_rows(figures, &MusicFigures::real_ear, "ear.real",
                            "sound of the clip's own bands"));
  const char* group = "perceptual";
  append({measures::plain_row(
              "ear.repetition", group, "copy: noise repeats with the frames, median", "",
              repeated.empty() ? 0 : repeated[repeated.size() / 2], 2.5, measures::kAtMost),
          measures::plain_row("ear.worst_repetition", group, "the same, the worst clip", "",
                              repeated.empty() ? 0 : repeated.back(), 4.0, measures::kAtMost),
          measures::plain_row("ear.source_repetition", group, "the same of the sources, mean", "",
                              measures::mean(figures, &MusicFigures::source_repetition), {},
                              measures::kAtMost)});
  return all;
}

std::vector<measures::Measure> rotation_rows(const std::vector<MusicFigures>& figures) {
  const char* group = "rotation, against the rotated source; Rubber Band is the ceiling";
  std::vector<measures::Measure> all;
  for (std::size_t i = 0; i < kRotations.size(); ++i) {
    const int k = kRotations[i];
    all.push_back(
        {"music.rotated" + std::to_string(k),
         group,
         "likeness of the chroma, by " + std::to_string(k),
         "",
         measures::mean(figures, [&](const MusicFigures& f) { return f.turned[i]; }),
         measures::mean(figures, [&](const MusicFigures& f) { return f.turned_rival[i]; }),
         {},
         measures::Score::of_ceiling,
         i == 0 ? measures::Number(0.97) : measures::Number(),
         measures::kAtLeast});
  }
  all.push_back({"music.rotated_onsets",
                 group,
                 "onset curve, correlation, by 4",
                 "",
                 measures::mean(figures, &MusicFigures::turned_onsets),
                 measures::mean(figures, &MusicFigures::turned_onsets_rival),
                 {},
                 measures::Score::of_ceiling,
                 {},
                 measures::kAtLeast});
  return all;
}

std::vector<measures::Measure> cross_rows(const std::string& id, const std::string& group,
                                          const MusicCrosses& crosses,
                                          measures::Number classes_of_b,
                                          measures::Number onsets_of_b) {
  const bool is_loop = id == "loop";
  const auto row = [&](const char* what, const char* name, double MusicCross::*value,
                       measures::Score score, measures::Number target, bool at_least) {
    const auto of = [&](const std::vector<MusicCross>& all) {
      return measures::Number(measures::mean(all, value));
    };
    measures::Measure m{"music." + id + "_" + what, group, name,   "",      of(crosses.ours), {},
                        of(crosses.apart),          score, target, at_least};
    // The rival is the ceiling if the score is relative to it.
    if (score == measures::Score::of_ceiling) m.ceiling = of(crosses.rival);
    measures::Measure rival = m;
    rival.value = of(crosses.rival);
    m.rivals["median filter"] = rival;
    return m;
  };
  return {row("chroma_of_a", "chroma of A, ceiling: median filtering's", &MusicCross::classes_of_a,
              measures::Score::of_ceiling, is_loop ? measures::Number(0.88) : measures::Number(),
              measures::kAtLeast),
          row("chroma_of_b", "chroma of B", &MusicCross::classes_of_b,
              measures::Score::above_chance, classes_of_b, measures::kAtMost),
          row("onsets_of_b", "onset curve of B", &MusicCross::onsets_of_b, measures::Score::value,
              onsets_of_b, measures::kAtLeast),
          row("onsets_of_a", "onset curve of A", &MusicCross::onsets_of_a, measures::Score::value,
              is_loop ? measures::Number() : measures::Number(0.08), measures::kAtMost)};
}

}  // namespace

std::vector<measures::Measure> music_rows(const std::vector<MusicFigures>& figures,
                                          const MusicCrosses& loops, const MusicCrosses& tunes) {
  std::vector<measures::Measure> all = copy_rows(figures);
  const auto append = [&](const std::vector<measures::Measure>& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  append(detail_rows(figures));
  append(rotation_rows(figures));
  append(cross_rows("loop", "cross-patch with a drum loop", loops, 0.10, {}));
  append(cross_rows("tune", "cross-patch with another piece", tunes, {}, 0.72));
  return all;
}

}  // namespace hemiola::listening
