// Streaming equals batch processing: any split of the frames and any number of voices.
#include "support/catch_with_torch.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "modelfile/level.h"
#include "networks/level_tensors.h"
#include "networks/make_model.h"
#include "networks/nets.h"

using namespace hemiola;

namespace {

constexpr int kFrames = 97;
constexpr float kTolerance = 1e-5f;

// Bands similar to music: changing partials over a noise floor.
std::vector<float> bands_of(int voice, int bands) {
  std::mt19937 random(100 + voice);
  std::normal_distribution<float> noise(0, 0.4f);
  std::vector<float> log_bands;
  for (int t = 0; t < kFrames; ++t)
    for (int b = 0; b < bands; ++b) {
      const bool partial = (b + 7 * voice) % 24 < 2;
      const float decay = -0.05f * static_cast<float>((t + 5 * voice) % 30);
      log_bands.push_back(std::max(-11.5f, (partial ? -2 + decay : -8) + noise(random)));
    }
  return log_bands;
}

struct Whole {
  std::vector<float> bands, harmony, rhythm, decoded;  // [frames][...] of one voice
};

Whole whole_file(const model::Model& model, int voice) {
  const auto& c = model.config();
  Whole w{bands_of(voice, c.geometry.bands),
          std::vector<float>(static_cast<std::size_t>(kFrames) * c.places * c.channels_per_place),
          std::vector<float>(static_cast<std::size_t>(kFrames) * c.rhythm),
          {}};
  w.decoded.resize(w.bands.size());
  auto encoder = model.make_encoder_state(), decoder = model.make_decoder_state();
  model::StreamState* e = encoder.get();
  model::StreamState* d = decoder.get();
  model.encode({&e, 1}, kFrames, w.bands.data(), w.harmony.data(), w.rhythm.data());
  model.decode({&d, 1}, kFrames, w.harmony.data(), w.rhythm.data(), w.decoded.data());
  return w;
}

float largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  REQUIRE(a.size() == b.size());
  float largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

// Processes voices together, in pieces of next() frames, and compares with each voice's whole file.
template <typename Next>
void check_split(const model::Model& model, int voices, Next next) {
  const auto& c = model.config();
  const std::size_t widths[] = {static_cast<std::size_t>(c.geometry.bands),
                                static_cast<std::size_t>(c.places) * c.channels_per_place,
                                static_cast<std::size_t>(c.rhythm)};
  std::vector<Whole> whole, got(voices);
  std::vector<std::shared_ptr<model::StreamState>> encoders, decoders;
  std::vector<model::StreamState*> e, d;
  for (int v = 0; v < voices; ++v) {
    whole.push_back(whole_file(model, v));
    encoders.push_back(model.make_encoder_state());
    decoders.push_back(model.make_decoder_state());
    e.push_back(encoders.back().get());
    d.push_back(decoders.back().get());
  }
  for (int t = 0; t < kFrames;) {
    const int count = std::min(kFrames - t, next());
    std::vector<float> bands, harmony(voices * count * widths[1]),
        rhythm(voices * count * widths[2]), decoded(voices * count * widths[0]);
    for (const auto& w : whole)
      bands.insert(bands.end(), w.bands.begin() + static_cast<std::ptrdiff_t>(t * widths[0]),
                   w.bands.begin() + static_cast<std::ptrdiff_t>((t + count) * widths[0]));
    model.encode(e, count, bands.data(), harmony.data(), rhythm.data());
    model.decode(d, count, harmony.data(), rhythm.data(), decoded.data());
    const auto append = [&](std::vector<float>& to, const std::vector<float>& from, int v,
                            std::size_t width) {
      const auto begin = from.begin() + static_cast<std::ptrdiff_t>(v * count * width);
      to.insert(to.end(), begin, begin + static_cast<std::ptrdiff_t>(count * width));
    };
    for (int v = 0; v < voices; ++v) {
      append(got[v].harmony, harmony, v, widths[1]);
      append(got[v].rhythm, rhythm, v, widths[2]);
      append(got[v].decoded, decoded, v, widths[0]);
    }
    t += count;
  }
  for (int v = 0; v < voices; ++v) {
    CHECK(largest_difference(got[v].harmony, whole[v].harmony) < kTolerance);
    CHECK(largest_difference(got[v].rhythm, whole[v].rhythm) < kTolerance);
    CHECK(largest_difference(got[v].decoded, whole[v].decoded) < kTolerance);
  }
}

}  // namespace

TEST_CASE("frame by frame, one voice and eight give what the whole file gives") {
  const auto model = networks::make_model(modelfile::Config{}, 7);
  for (int voices : {1, 8}) check_split(*model, voices, [] { return 1; });
}

TEST_CASE("in random pieces, one voice and eight give what the whole file gives") {
  const auto model = networks::make_model(modelfile::Config{}, 8);
  std::mt19937 random(3);
  for (int voices : {1, 8})
    check_split(*model, voices, [&] { return 1 + static_cast<int>(random() % 17); });
}

// As on GPUs: LibTorch keeps each layer's past between calls. Compared with the network over all
// frames at once, which keeps none.
TEST_CASE("LibTorch frame by frame gives what its network gives over the whole file") {
  const auto model = networks::make_model(modelfile::Config{}, 12);
  model->play_by(model::Model::PlayedBy::libtorch);
  const auto& c = model->config();
  const torch::NoGradGuard guard;
  for (int voices : {1, 3}) check_split(*model, voices, [] { return 1; });
  const Whole played = whole_file(*model, 0);
  const auto tensor = [](const std::vector<float>& x, std::vector<int64_t> shape) {
    return torch::tensor(x).view(std::move(shape));
  };
  networks::Past heard;
  const auto q = networks::Nets(*model).network->encode(
      tensor(played.bands, {1, kFrames, c.geometry.bands}), heard);
  const auto harmony = networks::Nets(*model).latent_harmony(q),
             rhythm = networks::Nets(*model).latent_rhythm(q);
  const auto off = [&](const torch::Tensor& whole, const std::vector<float>& frames) {
    return (whole - tensor(frames, whole.sizes().vec())).abs().max().item<float>();
  };
  CHECK(off(harmony, played.harmony) < kTolerance);
  CHECK(off(rhythm, played.rhythm) < kTolerance);
  networks::Past decoded;
  const torch::Tensor bands =
      networks::Nets(*model).network->play(harmony, rhythm, decoded).contiguous();
  modelfile::LevelCorrection correction;
  const auto level = networks::level_of(rhythm.slice(2, c.loudness_channel()));
  for (int64_t t = 0; t < kFrames; ++t)
    modelfile::correct_level(
        {bands[0][t].data_ptr<float>(), static_cast<std::size_t>(bands.size(2))},
        level[0][t].item<float>(), c.geometry.hop_seconds, correction);
  CHECK(off(bands, played.decoded) < kTolerance);
}

TEST_CASE("a voice that joins late starts from silence and does not disturb the others") {
  const auto model = networks::make_model(modelfile::Config{}, 9);
  const auto& c = model->config();
  const int harmony_width = c.places * c.channels_per_place;
  const auto bands = bands_of(0, c.geometry.bands);
  auto first = model->make_encoder_state(), late = model->make_encoder_state();
  std::vector<float> h(2 * harmony_width), r(2 * c.rhythm), two;
  model::StreamState* one = first.get();
  for (int t = 0; t < 20; ++t)
    model->encode({&one, 1}, 1, &bands[t * c.geometry.bands], h.data(), r.data());
  model::StreamState* both[] = {first.get(), late.get()};
  two.assign(bands.begin() + 20 * c.geometry.bands, bands.begin() + 21 * c.geometry.bands);
  two.insert(two.end(), bands.begin(), bands.begin() + c.geometry.bands);
  model->encode(both, 1, two.data(), h.data(), r.data());
  const Whole whole = whole_file(*model, 0);
  for (int i = 0; i < harmony_width; ++i) {
    CHECK(std::abs(h[i] - whole.harmony[20 * harmony_width + i]) < kTolerance);
    CHECK(std::abs(h[harmony_width + i] - whole.harmony[i]) < kTolerance);
  }
}

TEST_CASE("a reset state repeats itself to the bit") {
  const auto model = networks::make_model(modelfile::Config{}, 10);
  const auto& c = model->config();
  const auto bands = bands_of(1, c.geometry.bands);
  auto state = model->make_encoder_state();
  model::StreamState* s = state.get();
  std::vector<float> h1(kFrames * c.places * c.channels_per_place), r1(kFrames * c.rhythm);
  auto h2 = h1, r2 = r1;
  model->encode({&s, 1}, kFrames, bands.data(), h1.data(), r1.data());
  model::Model::reset(*s);
  model->encode({&s, 1}, kFrames, bands.data(), h2.data(), r2.data());
  CHECK(h1 == h2);
  CHECK(r1 == r2);
}

TEST_CASE("no frame depends on a later one") {
  const auto model = networks::make_model(modelfile::Config{}, 11);
  const auto& c = model->config();
  auto bands = bands_of(2, c.geometry.bands);
  const int harmony_width = c.places * c.channels_per_place;
  std::vector<float> h1(kFrames * harmony_width), r1(kFrames * c.rhythm), h2 = h1, r2 = r1;
  auto a = model->make_encoder_state(), b = model->make_encoder_state();
  model::StreamState* s = a.get();
  model->encode({&s, 1}, kFrames, bands.data(), h1.data(), r1.data());
  const int changed = 60;
  for (std::size_t i = changed * c.geometry.bands; i < bands.size(); ++i) bands[i] = -3;
  s = b.get();
  model->encode({&s, 1}, kFrames, bands.data(), h2.data(), r2.data());
  const auto same_until = [](const std::vector<float>& x, const std::vector<float>& y) {
    return std::mismatch(x.begin(), x.end(), y.begin()).first - x.begin();
  };
  CHECK(same_until(h1, h2) >= changed * harmony_width);
  CHECK(same_until(h1, h2) < (changed + 1) * harmony_width);
}
