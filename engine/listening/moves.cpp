// All moves of the patch bay, and starts and stops, at two times each.
#include "listening/moves.h"

#include "measures/attacks.h"
#include "measures/tones.h"
#include "patchbay/patch_bay.h"

namespace hemiola::listening {
namespace {

using patchbay::Command, patchbay::Part, patchbay::Verb;

constexpr double kSeconds = 2.3, kMoveSeconds = 1.2;
constexpr int kMoments = 2;

struct NamedMove {
  const char* name;
  Command command;
};

std::vector<NamedMove> all_moves() {
  return {{"freeze harmony", {1, Part::harmony, Verb::freeze, 1, 1}},
          {"freeze rhythm", {1, Part::rhythm, Verb::freeze, 1, 1}},
          {"route harmony", {1, Part::harmony, Verb::from, 0, 1}},
          {"route rhythm", {1, Part::rhythm, Verb::from, 0, 1}},
          {"rotate by 5", {1, Part::harmony, Verb::rotate, 5, 1}},
          {"rotate by -0.5", {1, Part::harmony, Verb::rotate, -0.5f, 1}}};
}

std::vector<float> saws(double rate) {
  measures::TestTone chord{"two saws", {}, 0};
  for (const double hz : {196.0 * 1.01, 293.7 * 1.01})
    for (int k = 1; k * hz < 12000; ++k) chord.partials.push_back({k * hz, 1.0 / k});
  return measures::play(chord, rate, kSeconds);
}

}  // namespace

std::vector<Scene> make_scenes(const coding::OfflinePatcher& patcher) {
  const double rate = patcher.sample_rate();
  const auto encoded = [&](const std::vector<float>& sound) {
    return patcher.encode(baselines::bands_of(sound, patcher.geometry(), rate));
  };
  const coding::Latents organ =
      encoded(measures::play(measures::test_tones(rate).back(), rate, kSeconds));
  const coding::Latents played = encoded(saws(rate));
  const double hop_seconds = patcher.hop() / rate;
  std::vector<Scene> scenes;
  for (int moment = 0; moment < kMoments; ++moment) {
    const int frame = static_cast<int>(kMoveSeconds / hop_seconds) + 7 * moment;
    const double seconds = frame * hop_seconds;
    scenes.push_back({"start", seconds, patcher.decode_between(played, frame, played.frames)});
    scenes.push_back({"stop", seconds, patcher.decode_between(played, 0, frame)});
    for (const auto& [name, command] : all_moves())
      scenes.push_back(
          {name, seconds, patcher.decode(patcher.patched(organ, played, {{frame, command}}))});
  }
  return scenes;
}

WorstMove probe_moves(baselines::Synthesizer& synthesizer, const std::vector<Scene>& scenes,
                      double sample_rate) {
  WorstMove worst;
  for (const Scene& scene : scenes) {
    const auto length = static_cast<std::size_t>(kSeconds * sample_rate);
    const double ratio =
        measures::step_ratio(synthesizer.sound(scene.decoded, length), sample_rate, scene.seconds);
    if (ratio > worst.ratio) worst = {ratio, scene.name};
  }
  return worst;
}

}  // namespace hemiola::listening
