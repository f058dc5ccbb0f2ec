// Spectrograms are drawn in a grid, whatever they contain.
#include "picture/spectrograms.h"

#include "picture/png.h"

using namespace hemiola::picture;
using namespace hemiola::test;
using hemiola::tests::Contains;

namespace {

constexpr int kBands = 216;

Spectrogram rising(const std::string& name, int frames) {
  Spectrogram result{name, std::vector<float>(static_cast<std::size_t>(frames * kBands), -11.0f),
                     kBands};
  for (int frame = 0; frame < frames; ++frame)
    result.log_bands[frame * kBands + frame % kBands] = -1.0f;
  return result;
}

Png drawn_grid(const std::vector<Spectrogram>& rows, int columns) {
  return drawn([&](const auto& path) { draw_spectrograms(rows, columns, 0.01, path); });
}

}  // namespace

TEST_CASE("spectrograms fill a grid of the columns asked for") {
  const std::vector<Spectrogram> six(6, rising("sound", 200));
  const Png one = drawn_grid(six, 1), two = drawn_grid(six, 2), three = drawn_grid(six, 3);
  CHECK(two.width - one.width == three.width - two.width);
  CHECK(one.height - two.height == 3 * (two.height - three.height));
  CHECK(two.width > one.width);
  CHECK(one.bytes.size() > 5000);
  CHECK(drawn_grid(six, 50).width == drawn_grid(six, 6).width);
}

TEST_CASE("the same spectrograms are the same bytes, a louder one recolours the others") {
  const Spectrogram sound = rising("sound", 200);
  Spectrogram louder = sound;
  for (float& value : louder.log_bands) value += 2.0f;
  CHECK(drawn_grid({sound, sound}, 2).bytes == drawn_grid({sound, sound}, 2).bytes);
  CHECK(drawn_grid({louder, louder}, 2).bytes == drawn_grid({sound, sound}, 2).bytes);
  CHECK(drawn_grid({sound, louder}, 2).bytes != drawn_grid({sound, sound}, 2).bytes);
}

TEST_CASE("what is not finite is silence") {
  Spectrogram broken = rising("sound", 100), silent = broken;
  for (const std::size_t at : {5000u, 7000u, 9000u}) {
    broken.log_bands[at] = static_cast<float>(kNone);
    silent.log_bands[at] = -50.0f;
  }
  broken.log_bands[6000] = silent.log_bands[6000] = -std::numeric_limits<float>::infinity();
  CHECK(drawn_grid({broken}, 1).bytes == drawn_grid({silent}, 1).bytes);
}

TEST_CASE("no sounds, no frames, no bands and nothing finite can be drawn") {
  CHECK(drawn_grid({}, 3).height > 100);
  const Spectrogram no_frames{"no frames", {}, kBands}, no_bands{"no bands", {}, 0};
  const Spectrogram nothing{"nan", std::vector<float>(kBands, static_cast<float>(kNone)), kBands};
  CHECK(drawn_grid({no_frames, no_bands, nothing}, 0).height > 300);
}

TEST_CASE("spectrograms that cannot be written name the file") {
  const hemiola::tests::TemporaryFolder folder;
  const auto path = folder / "missing" / "spectrograms.png";
  CHECK_THROWS_WITH(draw_spectrograms({rising("sound", 9)}, 1, 0.01, path),
                    Contains(path.string()));
}
