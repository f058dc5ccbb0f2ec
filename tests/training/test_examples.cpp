// Training examples: repeatable, with the declared shifts and different drums.
#include "support/catch_with_torch.h"

#include <cmath>
#include <fstream>

#include "audio/sound_file.h"
#include "features/analysis.h"
#include "training/examples.h"
#include "training/tiny_corpus.h"

using namespace hemiola;

namespace {

training::Dataset dataset_of(const std::filesystem::path& audio,
                             const std::filesystem::path& folder,
                             std::vector<std::string>* said = nullptr, bool whole_mix = false) {
  training::DatasetOptions options;
  options.folder = folder;
  options.keys = 2;
  options.move_percussion = whole_mix;
  return {audio::scan_library(audio), features::Geometry{}, options,
          [said](const std::string& text) {
            if (said) said->push_back(text);
          },
          [](int, int) {}};
}

const training::Dataset& dataset() {
  static const tests::TemporaryFolder folder;
  static const training::Dataset tiny = dataset_of(tests::tiny_corpus(), folder.path());
  return tiny;
}

training::Batch batch(std::uint64_t seed, std::uint64_t first, int items = 8,
                      double over_drums = 0) {
  return training::make_batch(dataset(), {.frames = 40, .seed = seed, .over_drums = over_drums},
                              first, items);
}

}  // namespace

TEST_CASE("a batch depends on seed and number alone") {
  CHECK(torch::equal(batch(1, 8).harmony_input, batch(1, 8).harmony_input));
  CHECK(torch::equal(batch(1, 8).original, batch(1, 8).original));
  CHECK_FALSE(torch::equal(batch(1, 8).original, batch(1, 16).original));
  CHECK_FALSE(torch::equal(batch(1, 8).original, batch(2, 8).original));
}

TEST_CASE("shifting back by the told semitones brings the pitched part back") {
  double aligned = 0, unaligned = 0;
  int used = 0;
  const auto b = batch(3, 0, 60);
  for (int i = 0; i < 60; ++i) {
    const auto bands = static_cast<int>(2 * b.shift_semitones[i]);
    if (bands != 2 * b.shift_semitones[i] || std::abs(bands) < 6) continue;
    const auto middle = [&](const torch::Tensor& x, int shift) {
      return x[i].roll(shift, 1).slice(1, 60, 140).clamp_min(-9);
    };
    const auto original = middle(b.original, 0);
    aligned += (middle(b.harmony_input, -bands) - original).abs().mean().item<double>();
    unaligned += (middle(b.harmony_input, bands) - original).abs().mean().item<double>();
    ++used;
  }
  REQUIRE(used > 10);
  CHECK(aligned < 0.85 * unaligned);
}

TEST_CASE("a pair is one music with different drums, and rhythm hears the drums to be decoded") {
  const auto b = batch(5, 0, 40);
  // Without a shift, rhythm's input is the original, to the bit.
  int unshifted = 0, other_drums = 0;
  for (int i = 0; i < 40; ++i) {
    if (b.shift_semitones[i] == 0) {
      CHECK(torch::equal(b.rhythm_input[i], b.original[i]));
      ++unshifted;
    }
    other_drums += !torch::equal(b.rhythm_input[i], b.harmony_input[i]);
  }
  CHECK(unshifted > 0);
  CHECK(other_drums > 10);
}

TEST_CASE("where drums play the music, rhythm hears them alone, and the music is as loud as they") {
  const auto plain = batch(5, 0, 40), played = batch(5, 0, 40, 1);
  int seen = 0;
  for (int i = 0; i < 40; ++i) {
    if (torch::equal(played.rhythm_input[i], plain.rhythm_input[i])) continue;  // without drums
    ++seen;
    const auto power = [](const torch::Tensor& bands) { return (2 * bands).exp().sum(1); };
    const auto drums = power(played.rhythm_input[i]), both = power(played.original[i]);
    CHECK((both >= 0.999 * drums).all().item<bool>());
    const auto loud = drums > 0.5 * drums.max();
    const auto more = (both / drums).masked_select(loud);
    // 4 dB below the drums, which fall slowly: 1.5 dB more at their loudest, up to 3 dB more else.
    CHECK(more.min().item<double>() > 1.05);
    CHECK(more.max().item<double>() < 2.2);
  }
  CHECK(seen > 10);
}

TEST_CASE("the published method shows both encoders the same mix") {
  const tests::TemporaryFolder folder;
  const auto whole = dataset_of(tests::tiny_corpus(), folder.path(), nullptr, true);
  const auto b = training::make_batch(whole, {.frames = 40, .seed = 1, .whole_mix = true}, 0, 8);
  CHECK(torch::equal(b.harmony_input, b.rhythm_input));
}

TEST_CASE("a plain recording becomes a pitched part in several keys and percussion that stays") {
  const tests::TemporaryFolder audio, folder;
  constexpr double kRate = 44100;
  audio::Sound sound{kRate, std::vector<float>(static_cast<std::size_t>(4 * kRate))};
  for (std::size_t i = 0; i < sound.samples.size(); ++i) {
    const double t = static_cast<double>(i) / kRate;
    sound.samples[i] = static_cast<float>(0.3 * std::sin(6.283185307 * 440 * t));
    if (i % 22050 < 200) sound.samples[i] += i % 2 ? 0.5f : -0.5f;  // a tick, twice per second
  }
  audio::write_sound(audio / "song.wav", sound);
  const auto plain = dataset_of(audio.path(), folder.path());
  REQUIRE(plain.pieces().size() == 1);
  const auto& piece = plain.pieces()[0];
  REQUIRE(piece.pitched.size() == 3);
  REQUIRE(piece.drums.size() == 1);
  CHECK_FALSE(piece.exact);
  // The tone is in the band of its key, in frames between the ticks.
  const int bands = plain.bands();
  for (std::size_t version = 0; version < 3; ++version) {
    std::vector<double> sum(bands);
    for (int t = 100; t < 300; ++t)
      for (int band = 48; band < 160; ++band) sum[band] += piece.pitched[version][t * bands + band];
    const auto loudest = std::max_element(sum.begin(), sum.end()) - sum.begin();
    const double expected = 24 * std::log2(440 / 32.7032) + 2 * piece.semitones[version];
    CHECK(std::abs(static_cast<double>(loudest) - expected) < 1.1);
  }
}

TEST_CASE("what is ready is used again, what is unreadable is said and left out") {
  const tests::TemporaryFolder folder;
  std::vector<std::string> said;
  const auto first = dataset_of(tests::tiny_corpus(), folder.path(), &said);
  std::map<std::string, std::filesystem::file_time_type> written;
  for (const auto& file : std::filesystem::directory_iterator(folder.path()))
    written[file.path().filename()] = file.last_write_time();
  // A file that was cut short by a crash is made again, and only that one.
  const auto victim = std::filesystem::directory_iterator(folder.path())->path();
  std::filesystem::resize_file(victim, std::filesystem::file_size(victim) / 2);
  const auto second = dataset_of(tests::tiny_corpus(), folder.path(), &said);
  CHECK(second.pieces().size() == first.pieces().size());
  for (const auto& file : std::filesystem::directory_iterator(folder.path()))
    if (file.path() != victim) CHECK(file.last_write_time() == written[file.path().filename()]);
  CHECK(said.empty());
}

TEST_CASE("a folder without music says what it needs") {
  const tests::TemporaryFolder audio, folder;
  CHECK_THROWS_WITH(dataset_of(audio.path(), folder.path()),
                    hemiola::tests::Contains("give a folder with wav"));
}
