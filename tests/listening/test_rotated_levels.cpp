// Simple sounds (sines, saws, chords) keep their level when rotated.
#include <cmath>

#include "baselines/synthesizer.h"
#include "coding/offline_patcher.h"
#include "modelfile/default_model.h"
#include "support/catch.h"
#include "support/signals.h"

using namespace hemiola;
using namespace hemiola::baselines;
using namespace hemiola::coding;
using namespace hemiola::measures;
using test::kRate;

namespace {

std::vector<float> saw(double hz, double seconds) {
  std::vector<float> out(static_cast<std::size_t>(seconds * kRate));
  for (int partial = 1; partial <= 24; ++partial) {
    const auto one = test::sine(partial * hz, seconds, 0.15 / partial);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += one[i];
  }
  return out;
}

// Level of the third second relative to the source, in dB.
double level_left(const OfflinePatcher& patcher, const MakeSynthesizer& make,
                  const std::shared_ptr<const model::Model>& model,
                  const std::vector<float>& source, double semitones) {
  const auto& config = model->config();
  const auto latents = patcher.encode(bands_of(source, config.geometry, kRate));
  const auto sound =
      make(config.geometry, kRate)
          ->sound(
              patcher.decode(coding::rotated(
                  latents, {config.places, config.channels_per_place, config.rhythm}, semitones)),
              source.size());
  const auto energy = [](const std::vector<float>& x) {
    double sum = 1e-12;
    for (std::size_t i = test::at(2); i < test::at(3); ++i) sum += x[i] * x[i];
    return sum;
  };
  return 10 * std::log10(energy(sound) / energy(source));
}

}  // namespace

TEST_CASE("sines, saws and chords keep their level when they are rotated") {
  model::use_threads(1);
  const std::shared_ptr<const model::Model> model =
      model::Model::load(modelfile::default_model(), "cpu");
  const OfflinePatcher patcher(model, kRate);
  std::vector<float> chord = saw(220, 3.1);
  for (const double hz : {277.2, 329.6}) {
    const auto one = saw(hz, 3.1);
    for (std::size_t i = 0; i < chord.size(); ++i) chord[i] = 0.7f * (chord[i] + one[i]);
  }
  const auto left = [&](const std::vector<float>& source, double semitones) {
    return level_left(patcher, synthesizer_of(model), model, source, semitones);
  };
  for (const double semitones : {-7.0, -5.0, 1.0, 5.0, 7.0}) {
    INFO("by " << semitones);
    const double sine = left(test::sine(440, 3.1), semitones),
                 of_saw = left(saw(440, 3.1), semitones), of_chord = left(chord, semitones);
    INFO("sine " << sine << ", saw " << of_saw << ", chord " << of_chord << " dB");
    CHECK(std::abs(sine) < 8);
    CHECK(std::abs(of_saw) < 4);
    CHECK(std::abs(of_chord) < 4);
  }
}
