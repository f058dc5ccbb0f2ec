// The .npz of hemiola encode: it reads back, and damaged files are rejected with a reason.
#include <fstream>

#include "programs/latents_file.h"
#include "support/catch.h"
#include "support/temporary.h"

using namespace hemiola;
using hemiola::tests::Contains;

namespace {

programs::LatentsFile some_latents() {
  programs::LatentsFile l;
  l.shape = {12, 2, 5};
  l.sample_rate = 44100;
  l.hop_seconds = 0.01;
  for (int t = 0; t < 3; ++t) {
    l.seconds.push_back(0.01 * t);
    for (int i = 0; i < 24; ++i) l.harmony.push_back(static_cast<float>(t + 0.01 * i));
    for (int i = 0; i < 5; ++i) l.rhythm.push_back(static_cast<float>(-t - 0.1 * i));
  }
  return l;
}

}  // namespace

TEST_CASE("latents come back from their file to the bit") {
  const tests::TemporaryFolder folder;
  const auto l = some_latents();
  programs::write_latents(folder / "l.npz", l);
  const auto back = programs::read_latents(folder / "l.npz");
  CHECK(back.harmony == l.harmony);
  CHECK(back.rhythm == l.rhythm);
  CHECK(back.seconds == l.seconds);
  CHECK(back.shape == l.shape);
  CHECK(back.sample_rate == l.sample_rate);
}

TEST_CASE("a file that is no latents file is refused with its name, cut anywhere") {
  const tests::TemporaryFolder folder;
  CHECK_THROWS_WITH(programs::read_latents(folder / "none.npz"), Contains("none.npz"));
  programs::write_latents(folder / "l.npz", some_latents());
  std::ifstream in(folder / "l.npz", std::ios::binary);
  const std::string good((std::istreambuf_iterator<char>(in)), {});
  for (std::size_t length = 0; length + 1 < good.size(); length += 41) {
    std::ofstream(folder / "cut.npz", std::ios::binary) << good.substr(0, length);
    CHECK_THROWS_WITH(programs::read_latents(folder / "cut.npz"), Contains("cut.npz"));
  }
}
