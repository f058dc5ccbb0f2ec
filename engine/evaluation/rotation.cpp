// Reconstruction and rotation tests.
#include <cmath>

#include "evaluation/functional.h"
#include "measures/row.h"

namespace hemiola::evaluation {
namespace {

using measures::Number, measures::Row;

// Sums over all clips for one kind of rotation.
struct Rotated {
  Tally decoded, truth;
  double error = 0;
  long clips = 0;
  double error_per_clip() const { return clips == 0 ? 0 : error / static_cast<double>(clips); }
};

// Rotates each clip by its own number of semitones and compares it with its twin.
void rotate_whole(const EvaluationSet& set, const std::vector<double>& semitones, Rotated& sum,
                  const ReportProgress& report) {
  const auto twins = analyse_clips(set.clips(), semitones, set.geometry(), report);
  std::vector<Latents> turned;
  for (std::size_t i = 0; i < semitones.size(); ++i)
    turned.push_back(rotated(set.latents()[i], set.coder().shape(), semitones[i]));
  const auto decoded = set.decode(turned, report);
  const auto read = set.read(decoded), real = set.read(twins);
  for (std::size_t i = 0; i < semitones.size(); ++i) {
    const Labels& labels = set.clips()[i].labels;
    const int up = static_cast<int>(std::lround(semitones[i]));
    add(sum.decoded, read[i], labels, set.chord_clock(), up);
    add(sum.truth, real[i], labels, set.chord_clock(), up);
    sum.error += set.error(decoded[i], twins[i]);
    ++sum.clips;
  }
}

// Rotates a twin half a semitone lower up by half a semitone and compares it with the clip.
Rotated rotate_by_half(const EvaluationSet& set, const ReportProgress& report) {
  constexpr double kHalf = 0.5;
  const std::vector<double> low(set.clips().size(), -kHalf);
  auto latents =
      set.coder().encode(analyse_clips(set.clips(), low, set.geometry(), report), report);
  for (auto& clip : latents) clip = rotated(clip, set.coder().shape(), kHalf);
  const auto decoded = set.decode(latents, report);
  Rotated sum;
  sum.decoded = against_own(set.read(decoded), set.clips(), set.chord_clock());
  sum.truth = against_own(set.real(), set.clips(), set.chord_clock());
  for (std::size_t i = 0; i < decoded.size(); ++i) {
    sum.error += set.error(decoded[i], set.bands()[i]);
    ++sum.clips;
  }
  return sum;
}

}  // namespace

measures::Table test_reconstruction(const EvaluationSet& set) {
  const Tally own = against_own(set.rebuilt(), set.clips(), set.chord_clock());
  const Tally real = against_own(set.real(), set.clips(), set.chord_clock());
  const Tally chance = against_unrelated(set.real(), set.clips(), set.chord_clock());
  double error = 0;
  for (std::size_t i = 0; i < set.bands().size(); ++i)
    error += set.error(set.decodings()[i], set.bands()[i]);
  error /= static_cast<double>(set.bands().size());
  const std::string group = "reconstruction";
  const auto share = [&](const char* id, const char* name, double value, double ceiling,
                         double by_chance) {
    return Row(id, group, name, "", value).of_ceiling(ceiling).chance(by_chance);
  };
  return {Row("reconstruction.error", group, "mean abs error of log bands", "nats", error)
              .ceiling(0)
              .at_most(0.20),
          share("reconstruction.chord", "chord", own.chords(), real.chords(), chance.chords()),
          share("reconstruction.drums", "drums", own.drums(), real.drums(), chance.drums()),
          share("reconstruction.notes", "note onsets", own.note_onsets(), real.note_onsets(),
                chance.note_onsets())};
}

measures::Table test_rotation(const EvaluationSet& set, const FunctionalOptions& options,
                              const ReportProgress& report) {
  std::vector<double> fifths;
  for (const double k : twin_semitones())
    if (k == std::floor(k) && std::abs(k) < 12) fifths.push_back(k);
  const std::size_t clips = set.clips().size();
  Rotated near, octaves;
  for (int round = 0; round < options.rotations; ++round) {
    std::vector<double> semitones;
    for (std::size_t i = 0; i < clips; ++i)
      semitones.push_back(fifths[(i + 2 * static_cast<std::size_t>(round)) % fifths.size()]);
    rotate_whole(set, semitones, near, report);
  }
  std::vector<double> semitones;
  for (std::size_t i = 0; i < clips; ++i) semitones.push_back(i % 2 == 0 ? 12 : -12);
  rotate_whole(set, semitones, octaves, report);
  const Rotated half = rotate_by_half(set, report);

  const double chance = against_unrelated(set.real(), set.clips(), set.chord_clock()).chords();
  const std::string group = "rotation";
  const auto chords = [&](const char* id, const char* name, const Rotated& r, double within) {
    return Row(id, group, name, "", r.decoded.chords())
        .below_ceiling(r.truth.chords())
        .chance(chance)
        .at_most(within);
  };
  const auto error = [&](const char* id, const char* name, const Rotated& r, Number target) {
    return Row(id, group, name, "nats", r.error_per_clip()).ceiling(0).at_most(target);
  };
  return {chords("rotation.fifth", "chord, by -7 .. +7 semitones", near, 0.01),
          chords("rotation.octave", "chord, by +12 or -12", octaves, 0.03),
          chords("rotation.half", "chord, by 0.5", half, 0.03),
          error("rotation.error", "error against truly transposed, -7 .. +7", near, 0.30),
          error("rotation.octave_error", "the same, +12 or -12", octaves, {}),
          error("rotation.half_error", "the same, 0.5", half, {}),
          Row("rotation.drums", group, "drums stay, -7 .. +7", "", near.decoded.drums())
              .of_ceiling(near.truth.drums())};
}

measures::Table test_functions(const EvaluationSet& set, const FunctionalOptions& options,
                               const ReportProgress& report) {
  measures::Table all = test_reconstruction(set);
  for (auto part : {test_rotation(set, options, report), test_cross_patch(set, report),
                    test_freeze(set, report)})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace hemiola::evaluation
