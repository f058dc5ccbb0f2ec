// The synthesis: exact silence, tails, robustness to broken frames, repeatable bits.
#include <limits>

#include "features/seam.h"
#include "support/catch.h"

using namespace hemiola::features;
using namespace hemiola::test;

namespace {

struct Rendered {
  Samples samples;
  Samples tail;  // after the last frame
};

Rendered render(const std::shared_ptr<const SynthesisTables>& tables,
                const std::vector<float>& frames) {
  Synthesiser synthesiser(tables);
  const auto hop = static_cast<std::size_t>(synthesiser.hop());
  const auto bands = static_cast<std::size_t>(synthesiser.bands());
  Rendered out{Samples(frames.size() / bands * hop), Samples(hop)};
  for (std::size_t n = 0; n < frames.size() / bands; ++n) {
    synthesiser.process(frames.data() + n * bands, out.samples.data() + n * hop, out.tail.data());
  }
  return out;
}

}  // namespace

TEST_CASE("the same frames give the same bits, from new tables and after a reset") {
  const Seam one(48000.0), two(48000.0);
  const std::vector<float> frames = analyse(one.analysis, music(48000.0, 1.0));
  const Samples first = render(one.synthesis, frames).samples;
  REQUIRE(rms(first) > 0.01);
  CHECK(first == render(two.synthesis, frames).samples);

  Synthesiser used(one.synthesis), other(one.synthesis);
  const auto hop = static_cast<std::size_t>(used.hop()), bands = std::size_t{216};
  Samples out(hop), ignored(hop);
  const std::vector<float> hiss = analyse(one.analysis, noise(48000.0, 0.3, 0.5));
  for (std::size_t n = 0; n < 20; ++n) used.process(hiss.data() + n * bands, out.data(), nullptr);
  used.reset();
  for (std::size_t n = 0; n < frames.size() / bands; ++n) {
    used.process(frames.data() + n * bands, out.data(), nullptr);
    // Another voice in between, which must have no effect.
    other.process(hiss.data() + (n % 20) * bands, ignored.data(), ignored.data());
    REQUIRE(std::equal(out.begin(), out.end(), first.data() + n * hop));
  }
}

TEST_CASE("silence in gives silence out, at once and half a second after a sound") {
  for (const double rate : {44100.0, 48000.0, 96000.0}) {
    const Seam seam(rate);
    for (const float sample : seam.raw(silence(rate, 0.3))) REQUIRE(sample == 0.0f);
    Samples samples = music(rate, 1.0);
    const std::size_t end = samples.size();
    samples.resize(end + static_cast<std::size_t>(rate), 0.0f);
    const Samples out = seam.raw(samples);
    CHECK(db(rms(out, end + static_cast<std::size_t>(rate / 2)) + 1e-12) < -80.0);
    CHECK(out.back() == 0.0f);
  }
}

TEST_CASE("a tail goes on with the sound, as loud as it is") {
  const Seam seam(48000.0);
  for (const Samples& samples : {sine(48000.0, 0.5, 330.0, 0.5), noise(48000.0, 0.5, 0.3)}) {
    std::vector<float> frames = analyse(seam.analysis, samples);
    const Rendered longer = render(seam.synthesis, frames);
    frames.resize(frames.size() - 216);
    const Rendered ended = render(seam.synthesis, frames);
    const std::size_t hop = ended.tail.size();
    const std::size_t end = ended.samples.size();
    // The next frame adds nearly nothing to the first samples, so the tail equals the sound there.
    for (std::size_t i = 0; i < 40; ++i) {
      REQUIRE(ended.tail[i] == Approx(longer.samples[end + i]).margin(0.05));
    }
    float steepest = 0.0f;
    for (std::size_t i = end - hop; i < end; ++i) {
      steepest = std::max(steepest, std::abs(ended.samples[i] - ended.samples[i - 1]));
    }
    CHECK(std::abs(ended.tail[0] - ended.samples[end - 1]) <= 1.2f * steepest);
    CHECK(std::abs(db(rms(ended.tail)) - db(rms(ended.samples, end - hop))) < 3.0);
  }
}

TEST_CASE("broken frames come out as finite sound, and are forgotten") {
  const Seam seam(48000.0);
  const std::vector<float> frames = analyse(seam.analysis, music(48000.0, 0.5));
  const float bad[] = {std::numeric_limits<float>::quiet_NaN(),
                       std::numeric_limits<float>::infinity(),
                       -std::numeric_limits<float>::infinity(),
                       1e30f,
                       -1e30f,
                       80.0f};
  for (const float value : bad) {
    std::vector<float> broken = frames;
    for (std::size_t i = 20 * 216; i < 22 * 216; i += 3) broken[i] = value;
    broken.resize(broken.size() + 20 * 216, static_cast<float>(std::log(Geometry().floor)));
    const Rendered out = render(seam.synthesis, broken);
    for (const float sample : out.samples) REQUIRE(std::isfinite(sample));
    for (const float sample : out.tail) REQUIRE(sample == 0.0f);
  }
}

TEST_CASE("the mel axis comes back as sound, noise at its level and tones not far below") {
  const Seam seam(22050.0, paper_geometry());
  const Samples hiss = noise(22050.0, 2.0, 0.3);
  CHECK(db(rms(seam.aligned(hiss), 11025) / rms(hiss, 11025)) == Approx(0.0).margin(2.0));
  for (const double hz : {220.0, 1000.0, 3000.0}) {
    const Samples tone = sine(22050.0, 2.0, hz, 0.5);
    INFO(hz << " Hz");
    CHECK(db(rms(seam.aligned(tone), 11025) / rms(tone, 11025)) == Approx(-4.0).margin(4.5));
  }
}

TEST_CASE("a synthesis window of less than two hops is refused") {
  Geometry geometry;
  geometry.synthesis_window_seconds = 1.9 * geometry.hop_seconds;
  CHECK_THROWS_AS(make_synthesis_tables(geometry, 48000.0), std::invalid_argument);
  CHECK_THROWS_AS(make_synthesis_tables(Geometry(), 0.0), std::invalid_argument);
  geometry.windows[1].fall_seconds = 0.01;
  CHECK_THROWS_AS(make_analysis_tables(geometry, 48000.0), std::invalid_argument);
}
