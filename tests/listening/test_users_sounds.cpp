// The test sounds: their content, and that they are always the same.
#include <cstdlib>

#include "listening/test_sounds.h"
#include "measures/chroma_flux.h"
#include "support/catch.h"

using namespace hemiola::listening;
using namespace hemiola::measures;

TEST_CASE("four sounds are played, the same to the bit each time") {
  const auto sounds = played_sounds(), again = played_sounds();
  REQUIRE(sounds.size() == 4);
  for (std::size_t i = 0; i < sounds.size(); ++i) {
    INFO(sounds[i].name);
    CHECK(sounds[i].samples == again[i].samples);
    CHECK(sounds[i].samples.size() == 8 * 44100);
    const auto onsets = hemiola::measures::find_onsets(
        hemiola::measures::flux_of(sounds[i].samples, sounds[i].sample_rate));
    CHECK(onsets.size() > 16);
  }
  CHECK(sounds[0].samples != sounds[3].samples);
}

TEST_CASE("there is a voice just where the speech synthesiser is installed") {
  const bool installed = std::system("command -v espeak-ng >/dev/null 2>&1") == 0;
  const auto voice = spoken_sound();
  REQUIRE(voice.has_value() == installed);
  if (!voice) return;
  CHECK(voice->name == "voice");
  CHECK(static_cast<double>(voice->samples.size()) / voice->sample_rate > 4);
}
