// The two demo pieces: loud enough, not clipped, contrasting, always the same.
#include "corpus/demo_pieces.h"

#include <algorithm>

#include "audio/fixtures.h"
#include "audio/sound_file.h"
#include "support/catch.h"

using namespace hemiola;
using namespace hemiola::test;

namespace {

// Level jumps per second: a simple measure of how rhythmic a piece is.
double jumps_per_second(const audio::Sound& sound) {
  const auto hop = static_cast<std::size_t>(sound.sample_rate * 0.01);
  double before = 1, jumps = 0;
  for (std::size_t i = 1; i + hop < sound.samples.size(); i += hop) {
    double sum = 1e-6;
    for (std::size_t k = i; k < i + hop; ++k) {
      const double step = sound.samples[k] - sound.samples[k - 1];
      sum += step * step;
    }
    jumps += sum > 4 * before;
    before = sum;
  }
  return jumps * sound.sample_rate / static_cast<double>(sound.samples.size());
}

}  // namespace

TEST_CASE("The demonstration has slow pads and a lively break of the same loudness") {
  TempFolder folder;
  corpus::render_demo_pieces(folder / "a.wav", folder / "b.wav", {});
  corpus::render_demo_pieces(folder / "c.wav", folder / "d.wav", {});
  CHECK((bytes_of(folder / "a.wav") == bytes_of(folder / "c.wav")));
  CHECK((bytes_of(folder / "b.wav") == bytes_of(folder / "d.wav")));
  for (const char* name : {"a.wav", "b.wav"}) {
    INFO(name);
    const audio::Sound sound = audio::read_sound(folder / name);
    CHECK(sound.sample_rate == 48000);
    const double seconds = static_cast<double>(sound.samples.size()) / sound.sample_rate;
    CHECK(seconds > 18);
    CHECK(seconds < 23);
    double peak = 0, energy = 0;
    for (const float sample : sound.samples) {
      peak = std::max(peak, static_cast<double>(std::abs(sample)));
      energy += static_cast<double>(sample) * sample;
    }
    const double rms = std::sqrt(energy / static_cast<double>(sound.samples.size()));
    CHECK(20 * std::log10(peak) < -1);
    CHECK(20 * std::log10(rms) == Approx(-16).margin(1));
  }
  CHECK(jumps_per_second(audio::read_sound(folder / "a.wav")) < 3);
  CHECK(jumps_per_second(audio::read_sound(folder / "b.wav")) > 5);
}
