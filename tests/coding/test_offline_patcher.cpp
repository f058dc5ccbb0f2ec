// Offline patcher: commands take effect in their frame; a decoder without latents is silent.

#include "baselines/synthesizer.h"
#include "coding/offline_patcher.h"
#include "networks/make_model.h"
#include "support/catch.h"
#include "support/signals.h"

using namespace hemiola;
using namespace hemiola::baselines;
using namespace hemiola::coding;
using namespace hemiola::measures;
using patchbay::Part, patchbay::Verb;
using test::kRate;

namespace {

OfflinePatcher untrained() {
  model::use_threads(1);
  return OfflinePatcher(networks::make_model(modelfile::Config{}, 1), kRate);
}

std::vector<float> row(const std::vector<float>& values, int frames, int t) {
  const auto width = static_cast<std::ptrdiff_t>(values.size()) / frames;
  return {values.begin() + t * width, values.begin() + (t + 1) * width};
}

}  // namespace

TEST_CASE("a rotation turns the harmony from its frame on, a freeze holds it") {
  const OfflinePatcher patcher = untrained();
  const auto of = [&](const std::vector<float>& sound) {
    return patcher.encode(bands_of(sound, patcher.geometry(), kRate));
  };
  const auto a = of(test::sine(440, 0.5)), b = of(test::noise(0.5));
  const auto same = patcher.patched(a, b, {});
  CHECK(same.harmony == b.harmony);
  CHECK(same.rhythm == b.rhythm);
  const auto moved = patcher.patched(a, b, {{10, {1, Part::harmony, Verb::rotate, 5, 1}}});
  CHECK(row(moved.harmony, moved.frames, 9) == row(b.harmony, b.frames, 9));
  CHECK(row(moved.harmony, moved.frames, 10) != row(b.harmony, b.frames, 10));
  CHECK(moved.rhythm == b.rhythm);
  const auto held = patcher.patched(a, b, {{10, {1, Part::rhythm, Verb::freeze, 1, 1}}});
  CHECK(row(held.rhythm, held.frames, 20) == row(b.rhythm, b.frames, 10));
  const auto routed = patcher.patched(a, b, {{10, {1, Part::harmony, Verb::from, 0, 1}}});
  CHECK(row(routed.harmony, routed.frames, 12) == row(a.harmony, a.frames, 12));
}

TEST_CASE("before and after its latents a decoder is silent") {
  const OfflinePatcher patcher = untrained();
  const auto latents = patcher.encode(bands_of(test::noise(0.5), patcher.geometry(), kRate));
  const auto bands = patcher.decode_between(latents, 10, 20);
  const auto floor = static_cast<float>(std::log(patcher.geometry().floor));
  for (const int t : {0, 9, 20, latents.frames - 1})
    CHECK(row(bands, latents.frames, t) ==
          std::vector<float>(static_cast<std::size_t>(patcher.geometry().bands), floor));
  CHECK(row(bands, latents.frames, 10)[50] > floor);
}
