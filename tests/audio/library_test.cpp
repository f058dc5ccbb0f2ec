// The library: stems are paired, unusable files are reported.
#include "audio/library.h"

#include <algorithm>

#include "audio/fixtures.h"
#include "audio/sound_file.h"
#include "support/catch.h"

using namespace hemiola::audio;
using namespace hemiola::test;
using hemiola::tests::Contains;

namespace {

void write_tone(const std::filesystem::path& path, double seconds, double level = 0.5,
                double rate = 44100) {
  write_sound(path, {rate, sine(440, rate, static_cast<std::size_t>(seconds * rate), level)});
}

// The sentence that names a file.
std::string sentence_about(const Library& library, const std::string& name) {
  for (const std::string& sentence : library.skipped) {
    if (sentence.find(name) != std::string::npos) return sentence;
  }
  return {};
}

}  // namespace

TEST_CASE("Stems of one name are one item, every other sound a mix") {
  TempFolder folder;
  std::filesystem::create_directories(folder / "album");
  write_tone(folder / "one.pitched.flac", 2);
  write_tone(folder / "one.drums.wav", 3);
  write_tone(folder / "album/one.pitched.flac", 2);  // another folder: another piece
  write_tone(folder / "album/song.wav", 4, 0.5, 48000);
  const Library library = scan_library(folder.path());
  CHECK(library.skipped.empty());
  REQUIRE(library.items.size() == 3);
  CHECK(library.items[0].pitched == folder / "album/one.pitched.flac");
  CHECK(library.items[0].drums.empty());
  CHECK(library.items[1].mix == folder / "album/song.wav");
  CHECK(library.items[1].sample_rate == 48000);
  CHECK(library.items[1].frames == 4 * 48000);
  CHECK(library.items[1].pitched.empty());
  CHECK(library.items[2].pitched == folder / "one.pitched.flac");
  CHECK(library.items[2].drums == folder / "one.drums.wav");
  CHECK(library.items[2].mix.empty());
  CHECK(library.items[2].frames == 2 * 44100);  // the shorter one
  CHECK(library.seconds == Approx(8.0));
}

TEST_CASE("Broken, short and silent files are skipped with a sentence each") {
  TempFolder folder;
  write_tone(folder / "good.wav", 2);
  write_tone(folder / "short.wav", 0.5);
  write_tone(folder / "silent.wav", 8, 0.0);
  std::ofstream(folder / "garbage.mp3") << std::string(5000, 'x');
  std::ofstream(folder / "empty.flac");
  std::ofstream(folder / "clip_0000.json") << "{}";
  const Library library = scan_library(folder.path());
  REQUIRE(library.items.size() == 1);
  CHECK(library.items[0].mix == folder / "good.wav");
  CHECK(library.skipped.size() == 4);
  CHECK_THAT(sentence_about(library, "short.wav"), Contains("shorter than a second"));
  CHECK_THAT(sentence_about(library, "silent.wav"), Contains("silent"));
  CHECK_THAT(sentence_about(library, "garbage.mp3"), Contains("not a readable sound file"));
  CHECK_THAT(sentence_about(library, "empty.flac"), Contains("not a readable sound file"));
}

TEST_CASE("Sound that begins late is not taken for silence") {
  TempFolder folder;
  std::vector<float> samples(12 * 44100, 0.0f);
  samples.back() = 0.5f;
  write_sound(folder / "late.wav", {44100, samples});
  CHECK(scan_library(folder.path()).items.size() == 1);
}

TEST_CASE("One strange file never stops the others") {
  TempFolder folder;
  write_tone(folder / "good.wav", 2);
  write_tone(folder / "stream.flac", 3);
  take_length_away(folder / "stream.flac");
  write_tone(folder / "slow.wav", 60, 0.5, 100);
  std::ofstream(folder / "none.wav");
  const Library library = scan_library(folder.path());
  REQUIRE(library.items.size() == 2);
  CHECK(library.items[1].frames == 3 * 44100);
  CHECK(library.seconds == Approx(5.0));
  CHECK(library.skipped.size() == 2);
  CHECK_THAT(sentence_about(library, "slow.wav"), Contains("its sample rate is 100 Hz"));
  CHECK(scan_library(folder / "good.wav").items.size() == 1);
}

TEST_CASE("A scan ends when its progress callback throws") {
  TempFolder folder;
  for (const char* name : {"a.wav", "b.wav", "c.wav"}) write_tone(folder / name, 1.5);
  int seen = 0;
  CHECK_THROWS_WITH(scan_libraries({folder.path()},
                                   [&](int, int) {
                                     if (++seen == 2) throw std::runtime_error("enough");
                                   }),
                    "enough");
  CHECK(seen == 2);
}

TEST_CASE("A silent stem beside a sounding one is left out of the item") {
  TempFolder folder;
  write_tone(folder / "solo.pitched.flac", 2);
  write_tone(folder / "solo.drums.flac", 2, 0.0);
  const Library library = scan_library(folder.path());
  REQUIRE(library.items.size() == 1);
  CHECK(library.items[0].drums.empty());
  CHECK(library.items[0].pitched == folder / "solo.pitched.flac");
  CHECK(library.skipped.empty());  // a solo has no drums: nothing to report
  write_tone(folder / "nothing.drums.flac", 2, 0.0);
  CHECK_THAT(sentence_about(scan_library(folder.path()), "nothing.drums.flac"), Contains("silent"));
}

TEST_CASE("Stems of different rates or of the same role don't make a pair") {
  TempFolder folder;
  write_tone(folder / "odd.drums.wav", 2, 0.5, 48000);
  write_tone(folder / "odd.pitched.wav", 2, 0.5, 44100);
  write_tone(folder / "twice.drums.flac", 2);
  write_tone(folder / "twice.drums.wav", 2);
  const Library library = scan_library(folder.path());
  CHECK(library.items.size() == 2);
  CHECK_THAT(sentence_about(library, "odd.pitched.wav"), Contains("sample rate differs"));
  CHECK_THAT(sentence_about(library, "twice.drums.wav"), Contains("second stem"));
}

TEST_CASE("Twins join their pitched stem, in the order of their shifts") {
  TempFolder folder;
  write_tone(folder / "clip_0000.pitched.flac", 2);
  write_tone(folder / "clip_0000.drums.flac", 3);
  for (const char* shift : {"+5", "-3.5", "+0.25", "-12", "2"}) {
    write_tone(folder / ("clip_0000.pitched@" + std::string(shift) + ".flac"), 2);
  }
  write_tone(folder / "clip_0001.pitched.flac", 2);
  const Library library = scan_library(folder.path());
  CHECK(library.skipped.empty());
  CHECK(library.seconds == Approx(4.0));
  REQUIRE(library.items.size() == 2);
  const std::vector<Twin>& twins = library.items[0].twins;
  REQUIRE(twins.size() == 5);
  CHECK(twins[0].semitones == -12);
  CHECK(twins[1].semitones == -3.5);
  CHECK(twins[1].path == folder / "clip_0000.pitched@-3.5.flac");
  CHECK(twins[2].semitones == 0.25);
  CHECK(twins[3].semitones == 2);
  CHECK(twins[4].semitones == 5);
  CHECK(library.items[1].twins.empty());
}

TEST_CASE("A twin that can't belong to its stem is left out with a sentence") {
  TempFolder folder;
  write_tone(folder / "one.pitched.flac", 2);
  write_tone(folder / "one.pitched@+five.flac", 2);
  write_tone(folder / "one.pitched@+5x.flac", 2);
  write_tone(folder / "one.pitched@.flac", 2);
  write_tone(folder / "one.pitched@nan.flac", 2);
  write_tone(folder / "one.pitched@+3.flac", 2.5);
  write_tone(folder / "one.pitched@-3.flac", 2, 0.5, 48000);
  write_tone(folder / "lone.pitched@+1.flac", 2);
  write_tone(folder / "one.pitched@+7.flac", 2);
  const Library library = scan_library(folder.path());
  REQUIRE(library.items.size() == 1);
  REQUIRE(library.items[0].twins.size() == 1);
  CHECK(library.items[0].twins[0].semitones == 7);
  CHECK(library.skipped.size() == 7);
  for (const char* name : {"@+five", "@+5x", "@.flac", "@nan"}) {
    CHECK_THAT(sentence_about(library, name), Contains("no number of semitones"));
  }
  CHECK_THAT(sentence_about(library, "@+3.flac"), Contains("length differs"));
  CHECK_THAT(sentence_about(library, "@-3.flac"), Contains("sample rate differs"));
  CHECK_THAT(sentence_about(library, "lone"), Contains("no pitched stem"));
}

TEST_CASE("Progress counts every file once") {
  TempFolder folder;
  for (const char* name : {"a.wav", "b.wav", "c.wav"}) write_tone(folder / name, 1.5);
  std::vector<int> steps;
  scan_library(folder.path(), [&steps](int done, int total) {
    CHECK(total == 3);
    steps.push_back(done);
  });
  CHECK(steps == std::vector<int>{1, 2, 3});
}
