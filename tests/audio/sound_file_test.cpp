// Sound files: what goes in comes out, and what can't is said with the path.
#include "audio/sound_file.h"

#include <sndfile.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>

#include "audio/fixtures.h"

using namespace hemiola::audio;
using namespace hemiola::test;
using Catch::Matchers::Contains;

namespace {

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    largest = std::max(largest, static_cast<double>(std::abs(a[i] - b[i])));
  }
  return largest;
}

void write_stereo(const std::filesystem::path& path, const std::vector<float>& interleaved) {
  SF_INFO info{};
  info.samplerate = 48000;
  info.channels = 2;
  info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  sf_writef_float(file, interleaved.data(), static_cast<sf_count_t>(interleaved.size() / 2));
  sf_close(file);
}

}  // namespace

TEST_CASE("Sound written to a file comes back with its rate, length and samples") {
  TempFolder folder;
  const Sound sound{48000, sine(440, 48000, 50000)};
  struct Case {
    const char* name;
    SampleFormat format;
    double tolerance;
  };
  for (const Case& each : {Case{"float.wav", SampleFormat::float32, 0},
                           Case{"short.wav", SampleFormat::pcm16, 1.0 / 32000},
                           Case{"short.flac", SampleFormat::pcm16, 1.0 / 32000},
                           Case{"long.FLAC", SampleFormat::float32, 1.0 / 8000000},
                           Case{"lossy.ogg", SampleFormat::float32, 0.05}}) {
    INFO(each.name);
    write_sound(folder / each.name, sound, each.format);
    const Sound back = read_sound(folder / each.name);
    CHECK(back.sample_rate == 48000);
    REQUIRE(back.samples.size() == sound.samples.size());
    CHECK(largest_difference(back.samples, sound.samples) <= each.tolerance);
    const SoundInfo info = probe_sound(folder / each.name);
    CHECK(info.frames == sound.samples.size());
    CHECK(info.channels == 1);
  }
}

TEST_CASE("An mp3 file is read at its pitch and level") {
  TempFolder folder;
  write_sound(folder / "tone.mp3", {44100, sine(1000, 44100, 44100)});
  const Sound back = read_sound(folder / "tone.mp3");
  CHECK(back.sample_rate == 44100);
  CHECK(back.samples.size() >= 44100);
  CHECK(magnitude_at(back.samples, 10000, 20000, 1000, 44100) == Approx(0.125).epsilon(0.05));
}

TEST_CASE("Peaks above full scale are clipped in whole-number files, not wrapped round") {
  TempFolder folder;
  write_sound(folder / "loud.flac", {44100, {0.0f, 1.5f, -1.5f, 0.5f}}, SampleFormat::pcm16);
  const Sound back = read_sound(folder / "loud.flac");
  CHECK(back.samples[1] > 0.99f);
  CHECK(back.samples[2] < -0.99f);
}

TEST_CASE("Channels are mixed to their mean") {
  TempFolder folder;
  write_stereo(folder / "stereo.wav", {0.5f, 0.1f, -1.0f, 0.0f, 0.25f, -0.25f});
  const Sound mono = read_sound(folder / "stereo.wav");
  REQUIRE(mono.samples.size() == 3);
  CHECK(mono.samples[0] == Approx(0.3f));
  CHECK(mono.samples[1] == Approx(-0.5f));
  CHECK(mono.samples[2] == Approx(0.0f).margin(1e-7));
}

TEST_CASE("Samples that are no numbers are read as silence") {
  TempFolder folder;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinite = std::numeric_limits<float>::infinity();
  write_stereo(folder / "broken.wav", {nan, 0.5f, infinite, -infinite, 0.25f, 0.25f});
  const Sound mono = read_sound(folder / "broken.wav");
  CHECK(mono.samples == std::vector<float>{0.25f, 0.0f, 0.25f});
}

TEST_CASE("A piece of a file equals the same piece of the whole") {
  TempFolder folder;
  const Sound sound{44100, sine(300, 44100, 60000)};
  for (const char* name : {"piece.wav", "piece.flac", "piece.ogg"}) {
    INFO(name);
    write_sound(folder / name, sound);
    const Sound whole = read_sound(folder / name);
    const Sound piece = read_sound(folder / name, 30000, 20000);
    REQUIRE(piece.samples.size() == 20000);
    CHECK(std::equal(piece.samples.begin(), piece.samples.end(), whole.samples.begin() + 30000));
    CHECK(read_sound(folder / name, 50000, 20000).samples.size() == 10000);
    CHECK(read_sound(folder / name, 90000, 10).samples.empty());
  }
}

TEST_CASE("Files that can't be read or written are named, with what to do") {
  TempFolder folder;
  std::ofstream(folder / "notes.wav") << "this is no sound";
  const auto read = [](const std::filesystem::path& path) {
    return message_of([&] { read_sound(path); });
  };
  CHECK_THAT(read(folder / "absent.wav"), Contains("absent.wav") && Contains("no such file"));
  CHECK_THAT(read(folder / "notes.wav"), Contains("notes.wav") && Contains("not a readable"));
  CHECK_THAT(read(folder.path()), Contains(folder.path().string()) && Contains("folder"));
  const auto write = [](const std::filesystem::path& path) {
    return message_of([&] { write_sound(path, {44100, {0.0f}}); });
  };
  CHECK_THAT(write(folder / "sound.xyz"), Contains("sound.xyz") && Contains(".wav"));
  CHECK_THAT(write(folder / "nowhere/sound.wav"), Contains("nowhere/sound.wav"));
  CHECK_THAT(message_of([&] { find_sounds(folder / "nowhere"); }), Contains("no such folder"));
}

TEST_CASE("A full disk is reported and leaves no half-written file") {
  if (!std::filesystem::exists("/dev/full")) return;
  TempFolder folder;
  std::filesystem::create_symlink("/dev/full", folder / "full.wav");
  const std::string message = message_of([&] {
    write_sound(folder / "full.wav", {44100, sine(440, 44100, 100000)});
  });
  CHECK_THAT(message, Contains("full.wav"));
}

TEST_CASE("Sounds are found in all folders below, sorted, and broken ones are named") {
  TempFolder folder;
  std::filesystem::create_directories(folder / "b/deep");
  const Sound sound{44100, sine(440, 44100, 100)};
  for (const char* name : {"z.wav", "b/deep/a.flac", "b/c.ogg"}) write_sound(folder / name, sound);
  std::ofstream(folder / "cover.jpg") << "a picture";
  std::ofstream(folder / "b/broken.wav") << "no sound";
  std::ofstream(folder / "._z.wav") << "a shadow";
  std::vector<std::string> skipped;
  const auto found = find_sounds(folder.path(), &skipped);
  REQUIRE(found.size() == 3);
  CHECK(found[0] == folder / "b/c.ogg");
  CHECK(found[1] == folder / "b/deep/a.flac");
  CHECK(found[2] == folder / "z.wav");
  REQUIRE(skipped.size() == 1);
  CHECK_THAT(skipped[0], Contains("broken.wav"));
}
