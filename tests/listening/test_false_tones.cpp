// No false steady tones: at any sample rate, rotated or not, learned or classical.
#include <cmath>

#include "baselines/synthesizer.h"
#include "coding/offline_patcher.h"
#include "measures/music_measures.h"
#include "modelfile/default_model.h"
#include "support/catch.h"

using namespace hemiola;
using namespace hemiola::baselines;
using namespace hemiola::coding;
using namespace hemiola::measures;

namespace {

// Bursts of noise without tones, alternately low-passed and white.
std::vector<float> strokes(double rate, double seconds) {
  std::vector<float> out(static_cast<std::size_t>(seconds * rate));
  std::uint32_t seed = 1;
  double dark = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double t = static_cast<double>(i) / rate, since = std::fmod(t, 0.3);
    seed = seed * 1664525u + 1013904223u;
    const double white = seed * (2.0 / 4294967296.0) - 1;
    dark += (white - dark) * (1 - std::exp(-2 * M_PI * 900 / rate));
    const bool is_dark = std::fmod(t, 0.6) < 0.3;
    out[i] = static_cast<float>((0.05 + 0.4 * std::exp(-8 * since)) * (is_dark ? 2 * dark : white));
  }
  return out;
}

void expect_no_tone(const MakeSynthesizer& make, const std::shared_ptr<const model::Model>& model,
                    double rate, double semitones) {
  const auto source = strokes(rate, 4);
  const OfflinePatcher patcher(model, rate);
  const auto& config = model->config();
  const auto latents = patcher.encode(bands_of(source, config.geometry, rate));
  const auto bands = patcher.decode(coding::rotated(
      latents, {config.places, config.channels_per_place, config.rhythm}, semitones));
  double hz = 0;
  const double dbfs =
      false_tone_dbfs(make(config.geometry, rate)->sound(bands, source.size()), source, rate, &hz);
  INFO("a tone of " << dbfs << " dBFS at " << hz << " Hz");
  CHECK(dbfs < -80);
}

}  // namespace

TEST_CASE("no steady tone comes out that did not go in") {
  model::use_threads(1);
  const std::shared_ptr<const model::Model> model =
      model::Model::load(modelfile::default_model(), "cpu");
  REQUIRE(model->has_sound());
  for (const double rate : {44100.0, 48000.0, 88200.0, 96000.0})
    for (const double semitones : {-12.0, 0.0, 12.0}) {
      INFO(rate << " Hz, rotated by " << semitones);
      expect_no_tone(synthesizer_of(model), model, rate, semitones);
      expect_no_tone(make_classical, model, rate, semitones);
    }
  for (const double semitones : {-7.0, -3.0, 1.0, 5.0, 9.0}) {
    INFO("rotated by " << semitones);
    expect_no_tone(synthesizer_of(model), model, 48000, semitones);
  }
}
