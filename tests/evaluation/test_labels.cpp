// Labels and frames use the same time.
#include <algorithm>
#include <cmath>
#include <fstream>

#include "evaluation/clips.h"
#include "evaluation/labels.h"
#include "measures/spectral_error.h"
#include "support/catch.h"
#include "support/temporary.h"

using namespace hemiola;
using namespace hemiola::evaluation;
using namespace hemiola::measures;

namespace {

// The centre of the loudest frame.
double heard_onset(const Bands& bands, int width) {
  int steepest = 1;
  double most = 0;
  for (int t = 1; t < bands.frames; ++t) {
    const auto level = [&](int frame) {
      return frame_level({&bands.values[static_cast<std::size_t>(frame * width)],
                          static_cast<std::size_t>(width)});
    };
    const double now = std::exp(level(t));
    if (now > most) {
      most = now;
      steepest = t;
    }
  }
  return bands.clock.centre(steepest);
}

}  // namespace

TEST_CASE("a click is loudest in the frame whose centre is nearest, with either analysis") {
  for (const auto& geometry : {features::Geometry{}, features::paper_geometry()})
    for (const double rate : {44100.0, 48000.0})
      for (const double seconds : {0.5, 0.503, 0.9171}) {
        Mix mix{rate, std::vector<float>(static_cast<std::size_t>(1.5 * rate), 0.0f)};
        mix.samples[static_cast<std::size_t>(seconds * rate)] = 1.0f;
        const Bands bands = analyse_mix(mix, geometry);
        const double off = heard_onset(bands, geometry.bands) - seconds;
        INFO("at " << seconds << " s, " << rate << " Hz: " << 1000 * off << " ms off");
        CHECK(std::abs(off) <= 0.5 * bands.clock.hop_seconds + 0.001);
      }
}

TEST_CASE("a clip's labels become chords by time and onsets by instrument") {
  const tests::TemporaryFolder folder;
  const auto path = folder / "clip_0000.json";
  std::ofstream(path) << R"({"seconds": 4,
    "chords": [{"start_seconds": 0, "end_seconds": 2, "root": 7, "triad": "maj"},
               {"start_seconds": 2, "end_seconds": 3, "root": 9, "triad": "min"},
               {"start_seconds": 3, "end_seconds": 4, "root": 0, "triad": "sus"}],
    "drums": [{"onset": 0.5, "kind": "kick"}, {"onset": 1, "kind": "hat"},
              {"onset": 1.5, "kind": "tom"}, {"onset": 2, "kind": "snare"}],
    "notes": [{"onset": 0.01, "end": 1, "midi": 60, "velocity": 90},
              {"onset": 0.02, "end": 1, "midi": 64, "velocity": 80},
              {"onset": 2.0, "end": 2.5, "midi": 67, "velocity": 70}]})";
  const Labels labels = read_labels(path);
  CHECK(chord_steps(labels, {0.5, 1.0}, 5) == std::vector<int>{7, 7, 21, kNoChord, kNoChord});
  CHECK(labels.onsets[kick] == Times{0.5});
  CHECK(labels.onsets[snare] == Times{2.0});
  CHECK(labels.onsets[hat] == Times{1.0});
  CHECK(labels.onsets[notes] == Times{0.01, 2.0});
  REQUIRE(labels.played.size() == 3);
  CHECK(labels.played[1].midi == 64);
  CHECK(labels.played[1].end == 1);
  std::ofstream(path) << "{}";
  CHECK_THROWS_WITH(read_labels(path), hemiola::tests::Contains("clip_0000.json"));
}

TEST_CASE("transposed chords keep their third") {
  CHECK(transpose_chord(7, 5) == 0);
  CHECK(transpose_chord(12 + 2, -3) == 12 + 11);
  CHECK(transpose_chord(11, 12) == 11);
  CHECK(transpose_chord(kNoChord, 4) == kNoChord);
}

TEST_CASE("work is shared out once each, and a failure is thrown on") {
  std::vector<int> done(50, 0);
  in_parallel(50, [&](int i) { ++done[static_cast<std::size_t>(i)]; });
  CHECK(std::all_of(done.begin(), done.end(), [](int n) { return n == 1; }));
  CHECK_THROWS_WITH(in_parallel(9,
                                [](int i) {
                                  if (i == 4) throw std::runtime_error("four");
                                }),
                    "four");
}
