// Twins are the same performance in another key; tuning and noise match the labels.
#include <algorithm>
#include <cmath>

#include "audio/library.h"
#include "corpus/clip.h"
#include "corpus/clips.h"
#include "support/catch.h"

using namespace hemiola;
using namespace hemiola::test;

namespace {

constexpr double kRate = 44100;

double level_db(const std::vector<float>& samples) {
  double energy = 1e-12;
  for (const float sample : samples) energy += static_cast<double>(sample) * sample;
  return 10 * std::log10(energy / static_cast<double>(samples.size()));
}

float peak_of_sum(const std::vector<float>& a, const std::vector<float>& b) {
  float peak = 0;
  for (std::size_t i = 0; i < a.size(); ++i) peak = std::max(peak, std::abs(a[i] + b[i]));
  return peak;
}

// One long A4 on an ocarina (nearly a sine), nothing else.
corpus::Score one_note() {
  corpus::Score score;
  score.seconds = 2;
  score.layers.push_back({corpus::Role::melody, 79, 0, 0, 127, 90, 100});
  score.notes.push_back({0, 2, 69, 90, 0, corpus::Role::melody});
  return score;
}

// Cents above A4, to one cent: the largest magnitude in a long window.
double measured_cents(const std::vector<float>& samples, double about_cents) {
  double best = 0, most = 0;
  for (double cents = about_cents - 60; cents <= about_cents + 60; cents += 1) {
    const double hz = 440 * std::exp2(cents / 1200);
    const double size = magnitude_at(samples, 22050, 44100, hz, kRate);
    if (size > most) {
      most = size;
      best = cents;
    }
  }
  return best;
}

corpus::Clip render(const corpus::Score& score, const corpus::EffectsChain& effects_chain,
                    const std::vector<double>& twins) {
  static corpus::Synth synth(corpus::default_soundfont(), kRate);
  corpus::Clip clip;
  clip.score = score;
  clip.effects_chain = effects_chain;
  base::Random levels(5);
  corpus::render_clip(synth, levels, twins, kRate, clip);
  return clip;
}

// All effects together.
corpus::EffectsChain heavy_treatment() {
  corpus::EffectsChain effects_chain;
  effects_chain.detune_cents = 30;
  effects_chain.pitched_bands = {{corpus::Band::Shape::low_shelf, 300, -6, 0.7}};
  effects_chain.drums_bands = {{corpus::Band::Shape::peak, 2000, 6, 1}};
  effects_chain.drive_db = 6;
  effects_chain.compressor = {8, -10, 2, 100};
  effects_chain.noise = corpus::Noise{-50, 0.5, 0.3, 50};
  return effects_chain;
}

}  // namespace

TEST_CASE("Tuning and twins are heard in hertz") {
  corpus::EffectsChain effects_chain;
  const corpus::Clip plain = render(one_note(), effects_chain, {7, -5, 2.5, -0.25});
  const double own = measured_cents(plain.pitched, 0);  // the tuning of the sample itself
  CHECK(std::abs(own) < 15);
  for (const corpus::ClipTwin& twin : plain.twins) {
    INFO(twin.semitones);
    // Each key has its own sample, tuned by ear.
    const double expected = own + 100 * twin.semitones;
    CHECK(measured_cents(twin.pitched, expected) == Approx(expected).margin(12));
  }
  effects_chain.detune_cents = -37;
  const corpus::Clip detuned = render(one_note(), effects_chain, {4});
  CHECK(measured_cents(detuned.pitched, own) == Approx(own - 37).margin(2));
  CHECK(measured_cents(detuned.twins[0].pitched, 400) == Approx(own + 363).margin(12));
}

TEST_CASE("A twin no semitones away is its stem, whatever the effects") {
  const corpus::Clip clip = render(one_note(), heavy_treatment(), {0, 3});
  REQUIRE(clip.twins.size() == 2);
  CHECK((clip.twins[0].pitched == clip.pitched));
  CHECK((clip.twins[1].pitched != clip.pitched));
  CHECK(level_db(clip.twins[1].pitched) == Approx(level_db(clip.pitched)).margin(4));
}

TEST_CASE("Noise has the level of its label, and lies in the drums") {
  corpus::EffectsChain effects_chain;
  effects_chain.noise = corpus::Noise{-52, 0.5, 0, 50};
  const corpus::Clip noisy = render(one_note(), effects_chain, {12});
  effects_chain.noise.reset();
  const corpus::Clip clean = render(one_note(), effects_chain, {12});
  CHECK(level_db(noisy.drums) == Approx(noisy.effects_chain.noise->level_db).margin(0.1));
  CHECK(level_db(clean.drums) < -100);
  CHECK((noisy.pitched == clean.pitched));
  CHECK((noisy.twins[0].pitched == clean.twins[0].pitched));
}

TEST_CASE("Twins lie beside their stems, never clip, and any number of threads gives the same") {
  TempFolder one, two;
  corpus::CorpusOptions options = small_corpus(one.path(), 6);
  options.twin_semitones = {-3.5, 0, 12};
  options.threads = 1;
  corpus::render_corpus(options);
  options.out = two.path();
  options.threads = 3;
  corpus::render_corpus(options);

  const audio::Library library = audio::scan_library(one.path());
  int with_twins = 0;
  for (int clip = 0; clip < 6; ++clip) {
    const Clip stems = read_clip(one.path(), clip);
    const bool pitched = !stems.labels["notes"].empty();
    CHECK(stems.labels["twins"].size() == (pitched ? 3 : 0));
    for (const char* ending : {".pitched", ".drums"}) {
      const std::string name = clip_name(clip) + ending + ".flac";
      CHECK((bytes_of(one / name) == bytes_of(two / name)));
    }
    CHECK((bytes_of(one / (clip_name(clip) + ".json")) ==
           bytes_of(two / (clip_name(clip) + ".json"))));
    for (const char* shift : {"-3.5", "+0", "+12"}) {
      const std::string name = clip_name(clip) + ".pitched@" + shift + ".flac";
      INFO(name);
      CHECK(std::filesystem::exists(one / name) == pitched);
      if (!pitched) continue;
      CHECK((bytes_of(one / name) == bytes_of(two / name)));
      const std::vector<float> twin = audio::read_sound(one / name).samples;
      REQUIRE(twin.size() == stems.pitched.size());
      CHECK(peak_of_sum(twin, std::vector<float>(twin.size(), 0.0f)) < 0.9f);
      CHECK(peak_of_sum(twin, stems.drums) < 0.9f);
      CHECK((twin == stems.pitched) == (std::string(shift) == "+0"));
    }
  }
  for (const audio::Item& item : library.items) {
    if (item.twins.empty()) continue;
    ++with_twins;
    REQUIRE(item.twins.size() == 3);
    CHECK(item.twins[0].semitones == -3.5);
    CHECK(item.twins[1].semitones == 0);
    CHECK(item.twins[2].semitones == 12);
  }
  CHECK(with_twins >= 4);
}
