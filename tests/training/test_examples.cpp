// Training examples: repeatable, and shifted as they say.
#include <catch2/catch.hpp>
#include <cmath>

#include "training/examples.h"
#include "training/tiny_corpus.h"

using namespace hemiola;

namespace {

training::ExampleMaker maker(std::uint64_t seed) {
  return {audio::scan_library(tests::tiny_corpus()),
          features::Geometry{},
          {.frames = 40, .largest_shift_semitones = 7, .seed = seed}};
}

double mean_difference(const std::vector<float>& x, const std::vector<float>& y, int bands,
                       int shift_bands) {
  double sum = 0;
  int count = 0;
  for (std::size_t t = 0; t * bands < x.size(); ++t)
    for (int b = std::max(20, 20 + shift_bands); b < std::min(180, 180 + shift_bands); ++b, ++count)
      sum += std::abs(x[t * bands + b] - y[t * bands + b - shift_bands]);
  return sum / count;
}

}  // namespace

TEST_CASE("an example depends on seed and number alone") {
  const auto a = maker(1), b = maker(1), c = maker(2);
  CHECK(a.make(5).shifted == b.make(5).shifted);
  CHECK(a.make(5).original == b.make(5).original);
  CHECK(a.make(5).shifted != a.make(6).shifted);
  CHECK(a.make(5).shifted != c.make(5).shifted);
}

TEST_CASE("shifting back by the told semitones brings the pitched part back") {
  const auto examples = maker(3);
  double aligned = 0, unaligned = 0;
  int used = 0;
  for (int i = 0; i < 60; ++i) {
    const auto example = examples.make(i);
    const double bands = 2 * example.shift_semitones;
    if (bands != std::round(bands) || std::abs(bands) < 6) continue;
    const int shift = static_cast<int>(bands);
    aligned += mean_difference(example.shifted, example.original, examples.bands(), shift);
    unaligned += mean_difference(example.shifted, example.original, examples.bands(), -shift);
    ++used;
  }
  REQUIRE(used > 10);
  CHECK(aligned < 0.85 * unaligned);
}

TEST_CASE("a folder without music says what it needs") {
  CHECK_THROWS_WITH(training::ExampleMaker(audio::Library{}, features::Geometry{}, {}),
                    Catch::Matchers::Contains("give a folder with wav"));
}
