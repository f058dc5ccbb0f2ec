// Sound files: written samples are read back; errors name the path.
#include "audio/sound_file.h"

#include <sndfile.h>

#include <algorithm>
#include <limits>

#include "audio/fixtures.h"
#include "support/catch.h"

using namespace hemiola::audio;
using namespace hemiola::test;
using hemiola::tests::Contains;

namespace {

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    largest = std::max(largest, static_cast<double>(std::abs(a[i] - b[i])));
  }
  return largest;
}

void write_any(const std::filesystem::path& path, const std::vector<float>& interleaved, int format,
               int rate, int channels, int bit_rate_mode = -1) {
  SF_INFO info{};
  info.samplerate = rate;
  info.channels = channels;
  info.format = format;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  if (bit_rate_mode >= 0)
    sf_command(file, SFC_SET_BITRATE_MODE, &bit_rate_mode, sizeof bit_rate_mode);
  sf_writef_float(file, interleaved.data(), static_cast<sf_count_t>(interleaved.size()) / channels);
  sf_close(file);
}

void write_stereo(const std::filesystem::path& path, const std::vector<float>& interleaved) {
  write_any(path, interleaved, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 48000, 2);
}

// One channel is the inverse of the other.
void write_antiphase(const std::filesystem::path& path, std::size_t frames) {
  std::vector<float> both;
  for (const float sample : sine(440, 48000, frames)) both.insert(both.end(), {sample, -sample});
  write_stereo(path, both);
}

std::string remark_on(const std::filesystem::path& path) {
  const Survey survey = survey_sound(path);
  return survey.remarks.empty() ? "" : survey.remarks.front();
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

TEST_CASE("A file whose header has no length is read to its end") {
  TempFolder folder;
  const Sound sound{44100, sine(440, 44100, 100000)};
  write_sound(folder / "stream.flac", sound);
  take_length_away(folder / "stream.flac");
  CHECK(read_sound(folder / "stream.flac").samples.size() == 100000);
  CHECK(read_sound(folder / "stream.flac", 90000, 44100).samples.size() == 10000);
  CHECK(probe_sound(folder / "stream.flac").frames == 100000);
  CHECK(survey_sound(folder / "stream.flac").info.frames == 100000);
  CHECK(remark_on(folder / "stream.flac").empty());
}

TEST_CASE("A header that claims hours in a few bytes is not believed") {
  TempFolder folder;
  write_sound(folder / "liar.flac", {44100, sine(440, 44100, 100000)});
  std::string bytes = bytes_of(folder / "liar.flac");
  for (std::size_t i = 22; i < 26; ++i) bytes[i] = '\xff';
  write_bytes(folder / "liar.flac", bytes);
  CHECK(probe_sound(folder / "liar.flac").frames == 100000);
}

TEST_CASE("A file that was cut short says so, and one without sound is refused with the reason") {
  TempFolder folder;
  const Sound sound{44100, sine(440, 44100, 5 * 44100)};
  for (const char* name : {"cut.wav", "cut.flac"}) {
    INFO(name);
    write_sound(folder / name, sound, SampleFormat::pcm16);
    CHECK(remark_on(folder / name).empty());
    const std::string bytes = bytes_of(folder / name);
    write_bytes(folder / name, bytes.substr(0, bytes.size() / 2));
    CHECK_THAT(remark_on(folder / name), Contains(name) && Contains("header promises 5.0 s"));
  }
  write_sound(folder / "died.wav", sound, SampleFormat::pcm16);
  std::string bytes = bytes_of(folder / "died.wav");
  const std::size_t at = bytes.find("data") + 4;
  for (std::size_t i = 0; i < 4; ++i) bytes[4 + i] = bytes[at + i] = 0;
  write_bytes(folder / "died.wav", bytes);
  CHECK_THAT(message_of([&] { survey_sound(folder / "died.wav"); }),
             Contains("died.wav: holds no sound; its header says 0 frames"));
  write_sound(folder / "none.wav", {44100, {}});
  CHECK_THAT(message_of([&] { survey_sound(folder / "none.wav"); }), Contains("holds no sound."));
}

TEST_CASE("An mp3 of variable bit rate without its table is told to be read in part") {
  TempFolder folder;
  std::vector<float> samples = sine(440, 44100, 12 * 44100, 0.2);
  unsigned noise = 1;
  for (std::size_t i = 0; i < 3 * 44100; ++i)  // loud first: many bits per second
    samples[i] =
        static_cast<float>((noise = noise * 1664525u + 1013904223u)) / 4294967296.0f - 0.5f;
  write_any(folder / "vbr.mp3", samples, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 1,
            SF_BITRATE_MODE_VARIABLE);
  CHECK(remark_on(folder / "vbr.mp3").empty());
  const std::string bytes = bytes_of(folder / "vbr.mp3");
  const std::size_t next = bytes.find(bytes.substr(0, 2), 4);  // the first frame is the table
  REQUIRE(next < 2000);
  write_bytes(folder / "vbr.mp3", bytes.substr(next));
  CHECK_THAT(remark_on(folder / "vbr.mp3"), Contains("vbr.mp3: only its first"));
}

TEST_CASE("Channels that cancel each other are no silence: the louder one is taken, and told") {
  TempFolder folder;
  write_antiphase(folder / "turned.wav", 50000);
  const Sound mono = read_sound(folder / "turned.wav");
  CHECK(mono.samples == sine(440, 48000, 50000));
  CHECK_THAT(remark_on(folder / "turned.wav"), Contains("channel 1 alone is taken"));
  write_stereo(folder / "wide.wav", {0.5f, 0.1f, -1.0f, 0.0f, 0.25f, -0.25f});
  CHECK(remark_on(folder / "wide.wav").empty());
}

TEST_CASE("A rate that nobody hears is refused with its name") {
  TempFolder folder;
  write_any(folder / "slow.wav", sine(1, 40, 4000), SF_FORMAT_WAV | SF_FORMAT_PCM_16, 40, 1);
  CHECK_THAT(message_of([&] { read_sound(folder / "slow.wav"); }),
             Contains("slow.wav: its sample rate is 40 Hz"));
}

TEST_CASE("What is clipped is told, and a .wav holds it") {
  TempFolder folder;
  const Sound loud{44100, {0.0f, 2.0f, -1.5f, 0.5f}};
  for (const char* name : {"loud.flac", "loud.ogg"})
    CHECK_THAT(write_sound(folder / name, loud),
               Contains(name) && Contains("2 samples") && Contains("6.0 dB"));
  CHECK(write_sound(folder / "loud.wav", loud).empty());
  CHECK(read_sound(folder / "loud.wav").samples == loud.samples);
}

TEST_CASE("A sound that is not written to its end leaves what was there before") {
  TempFolder folder;
  write_sound(folder / "s.wav", {44100, {0.25f}});
  {
    SoundWriter writer(folder / "s.wav", 44100);
    writer.write(std::vector<float>{0.5f, 0.5f});
  }
  CHECK(read_sound(folder / "s.wav").samples == std::vector<float>{0.25f});
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("A full disk is reported and leaves no half-written file") {
  if (!std::filesystem::exists("/dev/full")) return;
  TempFolder folder;
  std::filesystem::create_symlink("/dev/full", folder / "full.wav");
  const std::string message =
      message_of([&] { write_sound(folder / "full.wav", {44100, sine(440, 44100, 100000)}); });
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

TEST_CASE("Hidden folders are left alone, linked ones are followed once, foreign files are told") {
  TempFolder folder;
  std::filesystem::create_directories(folder / "album/.Trash-1000/files");
  std::filesystem::create_directories(folder / "other/deep");
  for (const char* name :
       {"album/1.wav", "album/.Trash-1000/files/gone.wav", "other/2.wave", "other/deep/3.aifc"})
    write_bytes(folder / name, "not opened yet");
  for (const char* name : {"album/4.m4a", "album/5.m4a", "album/6.WMA"})
    write_bytes(folder / name, "");
  std::filesystem::create_directory_symlink("../other", folder / "album/linked");
  std::filesystem::create_directory_symlink("..", folder / "album/round");
  std::filesystem::create_directory_symlink("../album", folder / "other/back");
  const FoundSounds found = list_sounds(folder / "album");
  REQUIRE(found.paths.size() == 3);
  CHECK(found.paths[0] == folder / "album/1.wav");
  CHECK(found.paths[1].filename() == "2.wave");
  CHECK(found.paths[2].filename() == "3.aifc");
  REQUIRE(found.passed_over.size() == 2);
  CHECK_THAT(found.passed_over[0], Contains("2 .m4a, 1 .wma") && Contains("ffmpeg"));
  CHECK_THAT(found.passed_over[1], Contains(".Trash-1000"));
  // A folder that is named explicitly is searched even if it is hidden.
  CHECK(list_sounds(folder / "album/.Trash-1000").paths.size() == 1);
  CHECK(list_sounds(folder / "album/1.wav").paths.size() == 1);
}
