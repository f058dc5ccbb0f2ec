// A transcriber learns the patterns in its data, and only those.
#include "support/catch_with_torch.h"

#include <random>

#include "evaluation/transcriber.h"
#include "support/temporary.h"

using namespace hemiola;
using namespace hemiola::evaluation;
using namespace hemiola::measures;

namespace {

constexpr double kHop = 0.0107;
constexpr int kFrames = 400;
constexpr int kClips = 10;

// Clips of noise. If planted, chords are three rows along pitch, and kicks a jump of the lowest
// rows.
struct Planted {
  std::vector<std::vector<float>> values;
  std::vector<Labels> labels;

  Planted(const InputShape& shape, bool planted, int keys, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    for (int clip = 0; clip < kClips; ++clip) {
      std::vector<float> v(static_cast<std::size_t>(kFrames * shape.size()));
      for (float& x : v) x = 0.3f * static_cast<float>(random() % 1000) / 1000.0f;
      Labels l;
      l.seconds = kFrames * kHop;
      for (double t = 0; t < l.seconds; t += 1.0) {
        const int root = static_cast<int>(random() % static_cast<unsigned>(keys));
        const int minor = static_cast<int>(random() % 2);
        l.chords.push_back({t, t + 1.0, root + 12 * minor});
      }
      for (double t = 0.3; t < l.seconds; t += 0.25 + 0.01 * static_cast<double>(random() % 20))
        l.onsets[kick].push_back(t);
      if (planted) plant(shape, l, v);
      values.push_back(std::move(v));
      labels.push_back(std::move(l));
    }
  }

  static void plant(const InputShape& shape, const Labels& l, std::vector<float>& v) {
    for (int t = 0; t < kFrames; ++t) {
      const double seconds = t * kHop;
      const int chord = chord_at(l, seconds);
      for (const int interval : {0, chord < 12 ? 4 : 3, 7}) {
        const int row = 24 + (chord % 12 + interval) % 12;
        v[static_cast<std::size_t>((t * shape.rows + row % shape.rows) * shape.channels)] += 1.0f;
      }
      for (const double onset : l.onsets[kick])
        if (seconds >= onset && seconds < onset + 0.05)
          v[static_cast<std::size_t>(t * shape.size())] += 2.0f;
    }
  }

  std::vector<Sequence> sequences() const {
    std::vector<Sequence> all;
    for (const auto& v : values) all.push_back({&v, kFrames, {0, kHop}});
    return all;
  }
  std::vector<const Labels*> pointers() const {
    std::vector<const Labels*> all;
    for (const auto& l : labels) all.push_back(&l);
    return all;
  }
};

struct Result {
  double chords, kicks;
};

Result judge(const Transcriber& transcriber, const Planted& clips) {
  long right = 0, all = 0;
  Counts kicks;
  const auto sequences = clips.sequences();
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    const Transcription reading = transcriber.read(sequences[i]);
    const auto truth = chord_steps(clips.labels[i], transcriber.chord_clock(sequences[i].clock),
                                   static_cast<int>(reading.chords.size()));
    for (std::size_t t = 0; t < truth.size(); ++t) {
      if (truth[t] == kNoChord) continue;
      ++all;
      right += truth[t] == reading.chords[t];
    }
    kicks += match(reading.onsets[kick], clips.labels[i].onsets[kick]);
  }
  return {static_cast<double>(right) / static_cast<double>(all), kicks.f1()};
}

Transcriber trained(const InputShape& shape, const Planted& clips) {
  Transcriber transcriber(shape, kHop, {.chord_steps = 60, .onset_steps = 60, .seed = 3});
  transcriber.fit(clips.sequences(), clips.pointers());
  return transcriber;
}

}  // namespace

TEST_CASE("a planted pattern is read in clips that were not learnt from") {
  for (const InputShape shape :
       {InputShape{48, 1, 1}, InputShape{1, 40, 0}, InputShape{48, 2, 1}}) {
    const Transcriber transcriber = trained(shape, Planted(shape, true, 12, 1));
    const Result result = judge(transcriber, Planted(shape, true, 12, 2));
    INFO(shape.rows << " rows: chords " << result.chords << ", kicks " << result.kicks);
    if (shape.rows > 1) CHECK(result.chords > 0.8);
    CHECK(result.kicks > 0.8);
  }
}

TEST_CASE("noise is read with the luck of chance") {
  const InputShape shape{48, 1, 1};
  const Transcriber transcriber = trained(shape, Planted(shape, false, 12, 1));
  const Result result = judge(transcriber, Planted(shape, false, 12, 2));
  INFO("chords " << result.chords << ", kicks " << result.kicks);
  CHECK(result.chords < 0.15);
  CHECK(result.kicks < 0.4);  // random onsets match some labels
}

TEST_CASE("along pitch, chords learnt in five keys are known in all twelve") {
  const InputShape shape{48, 1, 1};
  const Transcriber transcriber = trained(shape, Planted(shape, true, 5, 1));
  CHECK(judge(transcriber, Planted(shape, true, 12, 2)).chords > 0.7);
}

TEST_CASE("a saved reader reads the same, and one with another key is not taken") {
  const tests::TemporaryFolder folder;
  const InputShape shape{48, 1, 1};
  const Planted clips(shape, true, 12, 1);
  const Transcriber transcriber = trained(shape, clips);
  transcriber.save(folder / "r.safetensors", "key");
  Transcriber other(shape, kHop, {.seed = 9});
  CHECK_FALSE(other.load(folder / "none.safetensors", "key"));
  CHECK_FALSE(other.load(folder / "r.safetensors", "another key"));
  REQUIRE(other.load(folder / "r.safetensors", "key"));
  const Sequence clip = clips.sequences()[0];
  CHECK(other.read(clip).chords == transcriber.read(clip).chords);
  CHECK(other.read(clip).onsets == transcriber.read(clip).onsets);
  CHECK_FALSE(Transcriber({96, 1, 2}, kHop, {}).load(folder / "r.safetensors", "key"));
}
