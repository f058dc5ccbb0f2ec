// Loudness is in one channel only: all other latents are relative to the running level.
#include "support/catch_with_torch.h"

#include <cmath>

#include "features/analysis.h"
#include "modelfile/level.h"
#include "networks/level_tensors.h"
#include "networks/make_model.h"
#include "networks/nets.h"

using namespace hemiola;

namespace {

// Similar to music: a chord over beats of noise.
torch::Tensor music() {
  torch::manual_seed(3);
  auto x = torch::full({1, 60, 216}, -9.0) + 0.5 * torch::randn({1, 60, 216});
  for (const int band : {48, 56, 62}) x.slice(2, band, band + 2).fill_(-2);
  for (int t = 0; t < 60; t += 12) x.slice(1, t, t + 2).slice(2, 150).fill_(-3);
  return x;
}

networks::Posterior encode(const torch::Tensor& x) {
  static const auto m = networks::make_model(modelfile::Config{}, 4);
  const torch::NoGradGuard guard;
  networks::Past past;
  return networks::Nets(*m).network->encode(x, past);
}

}  // namespace

TEST_CASE("40 dB less move the loudness channel by 40 dB and no latent") {
  const auto loud = encode(music()), soft = encode(music() - 4.605);
  CHECK((loud.harmony_mean - soft.harmony_mean).abs().max().item<float>() < 1e-4f);
  CHECK((loud.rhythm_mean - soft.rhythm_mean).abs().max().item<float>() < 1e-4f);
  CHECK((loud.loudness - soft.loudness).mean().item<double>() * 2 == Approx(4.605).margin(1e-3));
}

TEST_CASE("a chord at -40 dBFS is heard as one at -12 dBFS, through the analysis") {
  const features::Geometry geometry;
  const auto tables = features::make_analysis_tables(geometry, 44100);
  const auto chord = [&](double gain) {
    std::vector<float> sound(22050);
    for (std::size_t i = 0; i < sound.size(); ++i)
      for (const double hz : {220.0, 277.2, 329.6})
        sound[i] += static_cast<float>(gain / 3 * std::sin(6.283185307 * hz * i / 44100.0));
    const auto bands = features::analyse(tables, sound);
    const auto frames = static_cast<int64_t>(bands.size()) / geometry.bands;
    return torch::tensor(bands).view({1, frames, geometry.bands});
  };
  const auto loud = encode(chord(0.25)), soft = encode(chord(0.01));
  const double moved = (loud.harmony_mean - soft.harmony_mean).abs().mean().item<double>();
  CHECK(moved < 0.02 * loud.harmony_mean.abs().mean().item<double>());
  CHECK(soft.loudness.min().item<double>() > 0.5);  // above the fade into silence
}

TEST_CASE("silence is zero in every channel, and zero decodes to less than -130 dB") {
  const auto silence = encode(torch::full({1, 20, 216}, -16.1));
  CHECK(silence.harmony_mean.abs().max().item<float>() == 0);
  CHECK(silence.rhythm_mean.abs().max().item<float>() == 0);
  CHECK(silence.loudness.abs().max().item<float>() < 1e-5f);
  CHECK(networks::level_of(torch::zeros({1, 1, 1})).item<double>() < std::log(10e-7));
}

TEST_CASE("the level rises at once, falls by 60 dB in five seconds, and comes back from loudness") {
  constexpr double kHop = 0.01;
  auto x = torch::full({1, 601, 24}, -16.1);
  x.select(1, 50).fill_(0);  // one loud frame
  networks::Past past;
  const auto level = networks::follow_level(x, kHop, past);
  CHECK(level[0][49].item<double>() == Approx(modelfile::kLowestLevel));
  CHECK(level[0][50].item<double>() == Approx(0).margin(1e-5));
  CHECK(level[0][550].item<double>() == Approx(-modelfile::kDynamicRange).margin(1e-3));
  // Up to the level of a full-scale sound, about 25 dB below the sound itself.
  const auto back = networks::level_of(networks::loudness_of(level - 3));
  CHECK((back - level + 3)[0].slice(0, 50, 250).abs().max().item<double>() < 1e-5);
}

TEST_CASE("no loudness makes a decoder louder than a sound at full scale") {
  // Its level is about 25 dB below it, so 80 of 105 dB remain: 4.6 at 17.4 dB per unit.
  const double most = modelfile::kLowestLevel + 80 / 20.0 * std::log(10);
  const auto loud = torch::tensor({4.6f, 8.0f, 1e6f}).view({1, 3, 1});
  const auto levels = networks::level_of(loud);
  for (int i = 0; i < 3; ++i) {
    CHECK(levels[0][i].item<double>() == Approx(most).margin(0.02));
    CHECK(modelfile::level_of(loud[0][i][0].item<float>()) == Approx(levels[0][i].item<double>()));
  }
  CHECK(modelfile::level_of(4.0f) == Approx(modelfile::kLowestLevel + 8));
}

TEST_CASE("the level goes on over any split of the frames, to the bit") {
  const auto x = music();
  networks::Past whole, parts;
  const auto all = networks::follow_level(x, 0.0107, whole);
  std::vector<torch::Tensor> pieces;
  for (int t = 0; t < 60; t += 7) {
    parts.cursor = 0;
    pieces.push_back(networks::follow_level(x.slice(1, t, std::min(60, t + 7)), 0.0107, parts));
  }
  CHECK(torch::equal(all, torch::cat(pieces, 1)));
}

TEST_CASE("what comes out too soft or too loud is brought to the level asked for, within limits") {
  constexpr double kHop = 512.0 / 48000;
  const auto loudness_after = [&](float made, float asked) {
    modelfile::LevelCorrection correction;
    std::vector<float> bands;
    for (int t = 0; t < 60; ++t) {
      bands.assign(216, made);
      modelfile::correct_level(bands, asked, kHop, correction);
    }
    return bands[100] - asked;
  };
  CHECK(loudness_after(-4, -3) == Approx(0).margin(1e-3));
  CHECK(loudness_after(-2, -3) == Approx(0).margin(1e-3));
  CHECK(loudness_after(-3, -3) == Approx(0).margin(1e-5));
  CHECK(loudness_after(-6, -3) == Approx(-3 + modelfile::kLargestCorrection).margin(1e-3));
  CHECK(loudness_after(1, -3) == Approx(4 - modelfile::kLargestCorrection).margin(1e-3));
  CHECK(loudness_after(-40, -3) == -37);  // silence is not raised
  // Nothing is raised between two hits: both levels fall equally slowly.
  modelfile::LevelCorrection correction;
  for (int t = 0; t < 40; ++t) {
    std::vector<float> bands(216, t == 0 ? -3.0f : -6.0f);
    modelfile::correct_level(
        bands,
        -3 - static_cast<float>(t * modelfile::kDynamicRange * kHop / modelfile::kFallSeconds),
        kHop, correction);
    CHECK(bands[0] == Approx(t == 0 ? -3 : -6).margin(1e-4));
  }
}
