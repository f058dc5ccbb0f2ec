// Level and roughness at fractional rotations and between two harmonies.
#include <algorithm>
#include <cmath>

#include "base/statistics.h"
#include "evaluation/latent_measures.h"
#include "measures/row.h"
#include "measures/spectral_error.h"

namespace hemiola::evaluation {
namespace {

using measures::Row;

const double kDbPerNat = 20 / std::log(10.0);
constexpr double kQuietestDb = -80;  // limits the weight of silence in the mean
constexpr std::size_t kTurnedClips = 8, kBlendedPairs = 12;

// Mean level of the frames, and mean change of the audible bands between frames.
struct Texture {
  double level_db = 0;
  double roughness = 0;  // nats
};

Texture texture_of(const Bands& clip, const features::Geometry& geometry) {
  const auto width = static_cast<std::size_t>(geometry.bands);
  const std::vector<float> seen =
      measures::relative_bands(clip.values, geometry, clip.clock.hop_seconds);
  Texture texture;
  for (int t = 0; t < clip.frames; ++t) {
    const std::size_t at = static_cast<std::size_t>(t) * width;
    texture.level_db +=
        std::max(kQuietestDb, kDbPerNat * measures::frame_level({&clip.values[at], width}));
    for (std::size_t i = at; t > 0 && i < at + width; ++i)
      texture.roughness += std::abs(seen[i] - seen[i - width]) / static_cast<double>(width);
  }
  texture.level_db /= clip.frames;
  texture.roughness /= clip.frames;
  return texture;
}

std::vector<Texture> decode_textures(const EvaluationSet& set, const std::vector<Latents>& latents,
                                     const ReportProgress& report) {
  std::vector<Texture> textures;
  for (const auto& clip : set.decode(latents, report))
    textures.push_back(texture_of(clip, set.geometry()));
  return textures;
}

measures::Table turn(const EvaluationSet& set, const ReportProgress& report) {
  const std::size_t clips = std::min(kTurnedClips, set.clips().size());
  const std::vector<double> turns = {0, 1, 0.25, 0.5, 0.75};
  std::vector<std::vector<Texture>> of_turn;
  for (const double semitones : turns) {
    std::vector<Latents> latents;
    for (std::size_t i = 0; i < clips; ++i)
      latents.push_back(rotated(set.latents()[i], set.coder().shape(), semitones));
    of_turn.push_back(decode_textures(set, latents, report));
  }
  double dip = -100, roughness = 0;  // of the worst fraction of a semitone
  for (std::size_t turn = 2; turn < turns.size(); ++turn) {
    double lost = 0, ratio = 0;
    for (std::size_t i = 0; i < clips; ++i) {
      const Texture &low = of_turn[0][i], &high = of_turn[1][i], &between = of_turn[turn][i];
      lost += 0.5 * (low.level_db + high.level_db) - between.level_db;
      ratio += 2 * between.roughness / (low.roughness + high.roughness);
    }
    dip = std::max(dip, lost / static_cast<double>(clips));
    roughness = std::max(roughness, ratio / static_cast<double>(clips));
  }
  const std::string group = "smoothness";
  return {Row("smooth.dip", group, "level lost at quarter and half steps", "dB", dip).at_most(1.0),
          Row("smooth.roughness", group, "change between frames there, against whole steps", "",
              roughness)
              .at_most(1.10)};
}

Latents blended(const Latents& a, const Latents& b, const patchbay::LatentShape& shape,
                float weight) {
  Latents out = crossed(a, a, shape);
  out.frames = std::min(a.frames, b.frames);
  const std::size_t size = static_cast<std::size_t>(out.frames * shape.harmony());
  out.harmony.resize(size);
  out.rhythm.resize(static_cast<std::size_t>(out.frames * shape.rhythm));
  patchbay::blend({a.harmony.data(), size}, {b.harmony.data(), size}, weight,
                  {out.harmony.data(), size});
  return out;
}

// Blends the harmonies of two clips; the rhythm is that of the first.
measures::Table blend(const EvaluationSet& set, const ReportProgress& report) {
  const std::size_t clips = set.clips().size(), pairs = std::min(kBlendedPairs, clips);
  std::vector<std::vector<Texture>> of_weight;
  const std::vector<float> weights = {0.0f, 1.0f, 0.25f, 0.5f, 0.75f};
  for (const float weight : weights) {
    std::vector<Latents> latents;
    for (std::size_t i = 0; i < pairs; ++i)
      latents.push_back(
          blended(set.latents()[i], set.latents()[(i + 1) % clips], set.coder().shape(), weight));
    of_weight.push_back(decode_textures(set, latents, report));
  }
  std::vector<double> off;  // for each pair: largest deviation from linear
  for (std::size_t i = 0; i < pairs; ++i) {
    double farthest = 0;
    for (std::size_t w = 2; w < weights.size(); ++w) {
      const double line = of_weight[0][i].level_db +
                          weights[w] * (of_weight[1][i].level_db - of_weight[0][i].level_db);
      farthest = std::max(farthest, std::abs(of_weight[w][i].level_db - line));
    }
    off.push_back(farthest);
  }
  const auto place = static_cast<std::size_t>(0.9 * static_cast<double>(off.size() - 1));
  return {Row("smooth.blend", "smoothness",
              "level of blended harmonies, off the line: 9 pairs of 10", "dB",
              base::nth_smallest(off, place))
              .at_most(3.0)};
}

}  // namespace

measures::Table test_smoothness(const EvaluationSet& set, const ReportProgress& report) {
  measures::Table all = turn(set, report);
  measures::append(all, blend(set, report));
  return all;
}

}  // namespace hemiola::evaluation
