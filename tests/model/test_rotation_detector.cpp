// A rotation takes effect at once: the decoder's past is rotated too.
#include "support/catch_with_torch.h"

#include <cmath>
#include <random>

#include "features/analysis.h"
#include "inference/rotation_detector.h"
#include "model/model.h"
#include "networks/nets.h"

using namespace hemiola;

namespace {

using Harmony = std::vector<float>;

Harmony rolled(const Harmony& h, int places, int channels = 1) {
  Harmony out(h.size());
  const auto size = static_cast<int>(h.size());
  for (int i = 0; i < size; ++i)
    out[static_cast<std::size_t>(((i + places * channels) % size + size) % size)] =
        h[static_cast<std::size_t>(i)];
  return out;
}

Harmony between(const Harmony& a, const Harmony& b, float part) {
  Harmony out;
  for (std::size_t i = 0; i < a.size(); ++i) out.push_back(a[i] + part * (b[i] - a[i]));
  return out;
}

// Chords as in the default model's harmony: a few places above a flat floor.
Harmony chord(const std::vector<int>& places, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> noise(0, 0.2f);
  Harmony h(108);
  for (float& value : h) value = noise(random);
  for (const int place : places) {
    h[static_cast<std::size_t>(place)] += 4;
    h[static_cast<std::size_t>(place) + 12] += 2;
    h[static_cast<std::size_t>(place) + 19] += 1;
  }
  return h;
}

// Last latents of a chord of saws that has sounded for a second.
std::pair<Harmony, std::vector<float>> heard_chord(const model::Model& m) {
  constexpr double kRate = 48000;
  const auto& c = m.config();
  std::vector<float> samples(static_cast<std::size_t>(kRate));
  for (std::size_t i = 0; i < samples.size(); ++i)
    for (const double hz : {220.0, 277.2, 329.6})
      samples[i] +=
          static_cast<float>(0.1 * (2 * std::fmod(hz * static_cast<double>(i) / kRate, 1) - 1));
  const auto bands = features::analyse(features::make_analysis_tables(c.geometry, kRate), samples);
  const auto frames = bands.size() / static_cast<std::size_t>(c.geometry.bands);
  const auto harmony_size = static_cast<std::size_t>(c.places * c.channels_per_place);
  const auto rhythm_size = static_cast<std::size_t>(c.rhythm);
  std::vector<float> harmony(frames * harmony_size), rhythm(frames * rhythm_size);
  const auto state = m.make_encoder_state();
  model::StreamState* const states[] = {state.get()};
  m.encode(states, static_cast<int>(frames), bands.data(), harmony.data(), rhythm.data());
  return {{harmony.end() - static_cast<std::ptrdiff_t>(harmony_size), harmony.end()},
          {rhythm.end() - static_cast<std::ptrdiff_t>(rhythm_size), rhythm.end()}};
}

}  // namespace

TEST_CASE("a rotation is told from a small change and from another chord") {
  const Harmony major = chord({48, 52, 55}, 1);
  for (const int shift : {-48, -12, -1, 1, 5, 7, 30}) {
    CHECK(inference::detect_rotation(major, rolled(major, shift), 1) == shift);
    CHECK(inference::detect_rotation(between(major, chord({48, 52, 55}, 2), 0.5f),
                                     rolled(major, shift), 1) == shift);
  }
  const Harmony two_channels = [&] {
    Harmony h(216);
    for (std::size_t i = 0; i < 108; ++i) h[2 * i + 1] = major[i];
    return h;
  }();
  CHECK(inference::detect_rotation(two_channels, rolled(two_channels, 5, 2), 2) == 5);
  CHECK(inference::detect_rotation(major, major, 1) == 0);
  CHECK(inference::detect_rotation(major, between(major, rolled(major, 1), 0.05f), 1) == 0);
  CHECK(inference::detect_rotation(major, chord({41, 57, 60, 66}, 3), 1) == 0);
  CHECK(inference::detect_rotation(Harmony(108), major, 1) == 0);
  CHECK(inference::detect_rotation(major, Harmony(108), 1) == 0);
}

TEST_CASE(
    "after a rotation the very first frame is near the new pitch, in LibTorch and inference "
    "network alike") {
  const auto m = model::Model::load(HEMIOLA_DEFAULT_MODEL, "cpu");
  const auto& c = m->config();
  const auto bands = static_cast<std::size_t>(c.geometry.bands);
  constexpr int kBefore = 40, kTurn = 5;
  const auto [low, rhythm] = heard_chord(*m);
  const Harmony high = rolled(low, kTurn);
  const int halfway =
      inference::detect_rotation(low, between(rolled(low, 2), rolled(low, 3), 0.5f), 1);
  CHECK((halfway == 2 || halfway == 3));
  // Bands of each frame; the rotation is at frame turn_at (0: from the start).
  const auto play = [&](int turn_at) {
    const auto state = m->make_decoder_state();
    model::StreamState* const states[] = {state.get()};
    std::vector<std::vector<float>> frames(kBefore + 30, std::vector<float>(bands));
    for (int t = 0; t < static_cast<int>(frames.size()); ++t)
      m->decode(states, 1, (t < turn_at ? low : high).data(), rhythm.data(),
                frames[static_cast<std::size_t>(t)].data());
    return frames;
  };
  const auto distance = [&](const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < bands; ++i) sum += std::abs(a[i] - b[i]);
    return sum / static_cast<double>(bands);
  };
  const auto turned = play(kBefore), always = play(0), never = play(1000);
  const double whole = distance(never.back(), always.back());
  REQUIRE(whole > 0.2);
  // Without the detector, the first frame is closer to the old pitch: more than half of the way.
  CHECK(distance(turned[kBefore], always.back()) < 0.45 * whole);
  CHECK(distance(turned[kBefore + 6], always.back()) < 0.2 * whole);
  m->play_by(model::Model::PlayedBy::libtorch);
  const auto by_libtorch = play(kBefore);
  for (std::size_t t = 0; t < turned.size(); ++t) CHECK(distance(turned[t], by_libtorch[t]) < 0.05);
}
