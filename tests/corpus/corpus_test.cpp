// The corpus as files: repeatable, resumable, complete.
#include "corpus/corpus.h"

#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <map>
#include <set>

#include "corpus/clips.h"
#include "support/catch.h"

using namespace hemiola;
using namespace hemiola::test;
using hemiola::tests::Contains;

namespace {

void check_same_clip(const std::filesystem::path& a, const std::filesystem::path& b, int clip) {
  for (const char* ending : {".pitched.flac", ".drums.flac", ".json"}) {
    const std::string name = clip_name(clip) + ending;
    INFO(name);
    const std::string bytes = bytes_of(a / name);
    CHECK(!bytes.empty());
    CHECK((bytes == bytes_of(b / name)));
  }
}

}  // namespace

TEST_CASE(
    "The same seed gives the same bits, whatever the number of clips; another seed does not") {
  TempFolder small, large, other;
  corpus::render_corpus(small_corpus(small.path(), 2));
  corpus::render_corpus(small_corpus(large.path(), 5));
  corpus::CorpusOptions options = small_corpus(other.path(), 1);
  options.seed = 2;
  corpus::render_corpus(options);
  check_same_clip(small.path(), large.path(), 0);
  check_same_clip(small.path(), large.path(), 1);
  CHECK(bytes_of(other / "clip_0000.json") != bytes_of(small / "clip_0000.json"));

  // Interrupted and resumed: a missing clip is rendered again with the same bits.
  std::filesystem::copy(
      large.path(), small.path(),
      std::filesystem::copy_options::overwrite_existing | std::filesystem::copy_options::recursive);
  for (const char* ending : {".pitched.flac", ".drums.flac", ".json"}) {
    std::filesystem::remove(small / (clip_name(3) + ending));
  }
  std::vector<int> steps;
  const corpus::CorpusReport report =
      corpus::render_corpus(small_corpus(small.path(), 5), [&steps](int done, int total) {
        CHECK(total == 5);
        steps.push_back(done);
      });
  CHECK(report.clips == 5);
  CHECK(report.skipped == 4);
  CHECK(report.seconds == Approx(5 * kClipSeconds));
  CHECK(steps == std::vector<int>{4, 5});
  check_same_clip(small.path(), large.path(), 3);
}

TEST_CASE("Stems are of equal length, not silent where they have events, and never clip together") {
  bool some_drums_alone = false, some_pitched_alone = false;
  for (const Clip& clip : rendered_clips()) {
    REQUIRE(clip.pitched.size() == static_cast<std::size_t>(kClipSeconds * 44100));
    REQUIRE(clip.drums.size() == clip.pitched.size());
    float pitched_peak = 0, drums_peak = 0, peak = 0;
    for (std::size_t i = 0; i < clip.pitched.size(); ++i) {
      pitched_peak = std::max(pitched_peak, std::abs(clip.pitched[i]));
      drums_peak = std::max(drums_peak, std::abs(clip.drums[i]));
      peak = std::max(peak, std::abs(clip.pitched[i] + clip.drums[i]));
    }
    CHECK((pitched_peak > 0.02f) == !clip.labels["notes"].empty());
    // Noise peaks about four times above its RMS.
    const auto& noise_db = clip.labels["noise_db"];
    const double noise_peak =
        noise_db.is_null() ? 0 : 4.5 * std::pow(10.0, noise_db.get<double>() / 20);
    if (clip.labels["drums"].empty()) {
      CHECK(drums_peak <= noise_peak);
    } else {
      CHECK(drums_peak > 0.02f);
    }
    CHECK(peak < 0.9f);
    some_drums_alone |= clip.labels["notes"].empty();
    some_pitched_alone |= clip.labels["drums"].empty();
  }
  CHECK(some_drums_alone);
  CHECK(some_pitched_alone);
}

TEST_CASE("The chords of a clip follow each other without a gap and cover it") {
  for (const Clip& clip : rendered_clips()) {
    const auto& chords = clip.labels["chords"];
    if (clip.labels["notes"].empty()) {
      CHECK(chords.empty());
      continue;
    }
    REQUIRE(!chords.empty());
    CHECK(chords.front()["start_seconds"] == 0.0);
    CHECK(chords.back()["end_seconds"] == Approx(kClipSeconds));
    for (std::size_t i = 0; i < chords.size(); ++i) {
      if (i > 0) {
        CHECK(chords[i]["start_seconds"] == chords[i - 1]["end_seconds"]);
      }
      CHECK(chords[i]["root"] >= 0);
      CHECK(chords[i]["root"] < 12);
      CHECK(chords[i]["pitch_classes"].size() >= 2);
    }
  }
}

TEST_CASE("Scattered notes are one to four at a time, far apart, without chords or drums") {
  const TempFolder folder;
  corpus::CorpusOptions options = small_corpus(folder.path(), 2);
  options.scattered_notes = true;
  options.twin_semitones = {-12, 12};
  corpus::render_corpus(options);
  for (int number = 0; number < 2; ++number) {
    const Clip clip = read_clip(folder.path(), number);
    CHECK(clip.labels["chords"].empty());
    CHECK(clip.labels["drums"].empty());
    std::map<double, int> together;
    int widest = 0, before = -1;
    for (const auto& note : clip.labels["notes"]) {
      ++together[note["onset"]];
      const int midi = note["midi"];
      if (before >= 0) widest = std::max(widest, std::abs(midi - before));
      before = midi;
    }
    CHECK(together.size() > 8);  // onsets in eight seconds
    for (const auto& [onset, count] : together) CHECK(count <= 4);
    CHECK(widest >= 9);
    for (const char* twin : {"@-12", "@+12"})
      CHECK(std::filesystem::exists(folder / (clip_name(number) + ".pitched" + twin + ".flac")));
  }
  // Not in a folder with music, nor for the parts that judge.
  options.scattered_notes = false;
  CHECK_THAT(message_of([&] { corpus::render_corpus(options); }), Contains("other settings"));
  options.scattered_notes = true;
  options.part = "unseen";
  CHECK_THAT(message_of([&] { corpus::render_corpus(options); }), Contains("to learn from"));
}

TEST_CASE("Wrong wishes are refused with a sentence") {
  TempFolder folder;
  const auto message = [](const corpus::CorpusOptions& options) {
    return message_of([&] { corpus::render_corpus(options); });
  };
  corpus::CorpusOptions options = small_corpus(folder / "a", 1);
  options.part = "trian";
  CHECK_THAT(message(options), Contains("trian") && Contains("validation"));
  options = small_corpus(folder / "a", 1);
  options.soundfont = folder / "absent.sf2";
  CHECK_THAT(message(options), Contains("absent.sf2"));
  std::ofstream(folder / "broken.sf2") << "no soundfont";
  options.soundfont = folder / "broken.sf2";
  CHECK_THAT(message(options), Contains("broken.sf2") && Contains("not a soundfont"));
  CHECK_THAT(message(small_corpus(folder / "a", 0)), Contains("at least one"));
  options = small_corpus(folder / "a", 1);
  options.clip_seconds = 0;
  CHECK_THAT(message(options), Contains("2 to 600"));
  options = small_corpus(folder / "a", 1);
  options.twins = 25;
  CHECK_THAT(message(options), Contains("0 to 24 twins"));
  options.twins = 0;
  options.twin_semitones = {3, 30};
  CHECK_THAT(message(options), Contains("-24 to 24") && Contains("30"));
  std::ofstream(folder / "file") << "in the way";
  CHECK_THAT(message(small_corpus(folder / "file", 1)), Contains("can't be made"));

  CHECK(message(small_corpus(folder / "one", 1)).empty());
  options = small_corpus(folder / "one", 1);
  options.seed = 7;
  CHECK_THAT(message(options), Contains("other settings") && Contains("another folder"));
}

TEST_CASE("A full disk is told, and the folder goes on where it was filled") {
  TempFolder whole, broken;
  const corpus::CorpusOptions options = small_corpus(broken.path(), 3);
  corpus::render_corpus(small_corpus(whole.path(), 3));
  // Limits files to 64 KiB, so that writing fails as on a full disk.
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &before) == 0);
  const rlimit tight{1u << 16, before.rlim_max};
  signal(SIGXFSZ, SIG_IGN);
  REQUIRE(setrlimit(RLIMIT_FSIZE, &tight) == 0);
  const std::string message = message_of([&] { corpus::render_corpus(options); });
  REQUIRE(setrlimit(RLIMIT_FSIZE, &before) == 0);
  CHECK_THAT(message, Contains(".flac") && Contains("disk full?"));
  CHECK(corpus::render_corpus(options).skipped == 0);
  for (int clip = 0; clip < 3; ++clip) check_same_clip(whole.path(), broken.path(), clip);
}

TEST_CASE("Training plays several soundfonts, held-out parts one, never the unseen one") {
  std::vector<std::string> remarks;
  const auto training = corpus::soundfonts_of(corpus::Split::train, remarks);
  CHECK(training.size() + remarks.size() == 2);
  for (const std::string& remark : remarks) CHECK_THAT(remark, Contains("install the package"));
  base::Random random(1);
  std::set<std::string> drawn;
  for (int i = 0; i < 100; ++i) {
    drawn.insert(corpus::choose_soundfont(random, training).path.filename().string());
  }
  CHECK(drawn.size() == training.size());
  CHECK(drawn.count("TimGM6mb.sf2") == 0);
  for (const corpus::Split part : {corpus::Split::validation, corpus::Split::unseen}) {
    const auto soundfonts = corpus::soundfonts_of(part, remarks);
    REQUIRE(soundfonts.size() == 1);
    CHECK(soundfonts[0].path == corpus::default_soundfont());
  }
}
