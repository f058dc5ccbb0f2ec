// A session gives the same output live and offline, alone and among others, and survives bad input.
#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <random>
#include <vector>

#include "networks/make_model.h"
#include "session/session.h"
#include "session/thread_pool.h"
#include "support/catch.h"

using namespace hemiola;

namespace {

constexpr double kRate = 48000;
constexpr int kFrames = 60;

std::shared_ptr<model::Model> some_model() {
  model::use_threads(1);
  static const auto model = networks::make_model(modelfile::Config{}, 3);
  return model;
}

// Decaying chords and clicks, different for each voice
std::vector<float> music(int voice, int samples) {
  std::mt19937 random(voice);
  std::vector<float> sound(samples);
  for (int i = 0; i < samples; ++i) {
    const double since = (i % 12000) / kRate;
    for (int partial = 1; partial < 6; ++partial)
      sound[i] += static_cast<float>(
          0.1 / partial * std::exp(-4 * since) *
          std::sin(2 * std::numbers::pi * 110 * (1 + 0.25 * voice) * partial * i / kRate));
    if (i % 6000 < 200) sound[i] += 0.2f * (static_cast<float>(random() % 2000) / 1000 - 1);
  }
  return sound;
}

struct Run {
  std::vector<float> harmony, rhythm, samples;
};

// Encodes and decodes all voices in one batch, `piece` frames per call.
std::vector<Run> run(session::Session& session, const std::vector<int>& voices, int piece) {
  const int hop = session.latency().hop;
  const auto shape = session.shape();
  std::vector<Run> runs;
  std::vector<std::vector<float>> sounds;
  for (int voice : voices) {
    runs.push_back({std::vector<float>(kFrames * shape.harmony()),
                    std::vector<float>(kFrames * shape.rhythm), std::vector<float>(kFrames * hop)});
    sounds.push_back(music(voice, kFrames * hop));
    session.reset_encoder(voice);
    session.reset_decoder(voice);
  }
  for (int t = 0; t < kFrames; t += piece) {
    std::vector<session::EncodeJob> encode;
    std::vector<session::DecodeJob> decode;
    for (std::size_t v = 0; v < voices.size(); ++v) {
      float* h = &runs[v].harmony[t * shape.harmony()];
      float* r = &runs[v].rhythm[t * shape.rhythm];
      encode.push_back({voices[v], &sounds[v][t * hop], h, r});
      decode.push_back({voices[v], h, r, &runs[v].samples[t * hop], nullptr});
    }
    session.encode(encode, std::min(piece, kFrames - t));
    session.decode(decode, std::min(piece, kFrames - t));
  }
  return runs;
}

}  // namespace

TEST_CASE("the same frames give the same bits again") {
  session::Session session(some_model(), kRate, 2);
  const auto once = run(session, {0, 1}, 1), again = run(session, {0, 1}, 1);
  for (int v = 0; v < 2; ++v) {
    CHECK(once[v].harmony == again[v].harmony);
    CHECK(once[v].samples == again[v].samples);
  }
}

TEST_CASE(
    "latents and sound are the same to the bit frame by frame and in long runs, alone and in a "
    "batch of eight") {
  session::Session session(some_model(), kRate, 8);
  const auto eight = run(session, {0, 1, 2, 3, 4, 5, 6, 7}, 1);
  for (int voice : {0, 3, 7}) {
    const auto alone = run(session, {voice}, 25);
    CHECK(alone[0].harmony == eight[voice].harmony);
    CHECK(alone[0].rhythm == eight[voice].rhythm);
    CHECK(alone[0].samples == eight[voice].samples);
  }
}

TEST_CASE("before any latents come there is silence, and nothing of it is remembered") {
  session::Session session(some_model(), kRate, 2);
  const int hop = session.latency().hop;
  const auto shape = session.shape();
  std::vector<float> none(shape.total()), out(hop), tail(hop), plain(hop);
  const auto latents = run(session, {0}, 1);
  session.reset_decoder(0);
  for (int t = 0; t < 5; ++t) {
    const session::DecodeJob job{1, none.data(), none.data(), out.data(), tail.data()};
    session.decode({&job, 1});
    CHECK(std::all_of(out.begin(), out.end(), [](float x) { return x == 0; }));
  }
  for (int t = 0; t < 20; ++t) {
    const float* h = &latents[0].harmony[t * shape.harmony()];
    const float* r = &latents[0].rhythm[t * shape.rhythm];
    const session::DecodeJob jobs[] = {{0, h, r, plain.data(), nullptr},
                                       {1, h, r, out.data(), nullptr}};
    session.decode(jobs);
    CHECK(out == plain);
  }
}

TEST_CASE("a frame that nobody had time for is heard in what later ones look back on") {
  // A tone with a period of 2.3 hops: skipped frames would be a cut in it.
  session::Session session(some_model(), kRate, 1);
  const int hop = session.latency().hop;
  const auto shape = session.shape();
  std::vector<float> tone(kFrames * hop);
  for (int i = 0; i < kFrames * hop; ++i)
    tone[i] = 0.3f * static_cast<float>(std::sin(2 * std::numbers::pi * i / (2.3 * hop)));
  enum class Missing { nothing, passed_over, left_out };
  const auto last_harmony = [&](Missing missing) {
    session.reset_encoder(0);
    std::vector<float> h(shape.harmony()), r(shape.rhythm);
    for (int t = 0; t < 45; ++t) {
      const bool busy = t == 41 || t == 43;
      const float* samples = &tone[t * hop];
      if (busy && missing == Missing::passed_over) session.pass_over(0, samples);
      if (busy && missing != Missing::nothing) continue;
      const session::EncodeJob job{0, samples, h.data(), r.data()};
      session.encode({&job, 1});
    }
    return h;
  };
  const auto whole = last_harmony(Missing::nothing);
  const auto distance_of = [&](Missing missing) {
    const auto other = last_harmony(missing);
    double sum = 0;
    for (std::size_t i = 0; i < whole.size(); ++i) sum += std::pow(other[i] - whole[i], 2);
    return std::sqrt(sum);
  };
  const double passed_over = distance_of(Missing::passed_over);
  const double left_out = distance_of(Missing::left_out);
  INFO(passed_over << " and " << left_out);
  CHECK(passed_over < 0.5 * left_out);
}

TEST_CASE("the voice's number and what other voices play do not matter") {
  session::Session session(some_model(), kRate, 4);
  const auto pair = run(session, {0, 1}, 1);
  auto swapped = run(session, {1, 0}, 1);
  CHECK(pair[0].samples == swapped[1].samples);
}

TEST_CASE("threads share many voices, each with the bits that it has alone") {
  modelfile::Config config;
  config.sound.width = 24;
  const auto model = networks::make_model(config, 6);
  std::vector<int> voices(19);
  std::iota(voices.begin(), voices.end(), 0);
  session::Session shared(model, kRate, 19, 3), single(model, kRate, 19);
  const auto together = run(shared, voices, 1);
  for (const int voice : {0, 6, 7, 12, 18}) {
    const auto alone = run(single, {voice}, 1);
    CHECK(alone[0].harmony == together[voice].harmony);
    CHECK(alone[0].samples == together[voice].samples);
    CHECK(std::any_of(alone[0].samples.begin(), alone[0].samples.end(),
                      [](float x) { return x != 0; }));
  }
}

TEST_CASE("a thread pool runs each part once, in any number of rounds, and tells what went wrong") {
  session::ThreadPool pool(3);
  REQUIRE(pool.size() == 3);
  std::array<std::atomic<int>, 3> runs{};
  for (int round = 0; round < 3000; ++round)
    pool.run(1 + round % 3, [&](int part) { ++runs[static_cast<std::size_t>(part)]; });
  CHECK(runs[0] == 3000);
  CHECK(runs[1] == 2000);
  CHECK(runs[2] == 1000);
  const auto fail = [](int part) {
    if (part == 2) throw std::runtime_error("part 2");
  };
  CHECK_THROWS_WITH(pool.run(3, fail), "part 2");
  CHECK_NOTHROW(pool.run(2, fail));
}

TEST_CASE("broken numbers in sound and latents come out as finite sound, and pass") {
  session::Session session(some_model(), kRate, 1);
  const int hop = session.latency().hop;
  std::vector<float> bad(hop, std::numeric_limits<float>::quiet_NaN()), good = music(0, hop);
  bad[3] = std::numeric_limits<float>::infinity();
  bad[4] = 1e-42f;
  std::vector<float> h(session.shape().harmony()), r(session.shape().rhythm), out(hop), tail(hop);
  const auto finite = [](const std::vector<float>& x) {
    return std::all_of(x.begin(), x.end(), [](float v) { return std::isfinite(v); });
  };
  for (int t = 0; t < 100; ++t) {
    const session::EncodeJob e{0, t < 3 ? bad.data() : good.data(), h.data(), r.data()};
    session.encode({&e, 1});
    CHECK(finite(h));
    if (t < 3) h[t] = r[t] = std::numeric_limits<float>::quiet_NaN();
    const session::DecodeJob d{0, h.data(), r.data(), out.data(), tail.data()};
    session.decode({&d, 1});
    CHECK(finite(out));
    CHECK(finite(tail));
  }
}

TEST_CASE("the paper preset is refused with a reason: it cannot stream") {
  const auto paper = networks::make_model(modelfile::paper_config(), 1);
  CHECK_THROWS_WITH(session::Session(paper, kRate, 1), hemiola::tests::Contains("not causal"));
}
