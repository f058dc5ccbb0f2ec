// Integrated loudness with libebur128.
#include <ebur128.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>

#include "measures/compare.h"

namespace hemiola::measures {
namespace {

constexpr double kQuietest = -120;  // instead of minus infinity for silence

struct Close {
  void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};

}  // namespace

double loudness_lufs(const std::vector<float>& sound, double sample_rate) {
  const std::unique_ptr<ebur128_state, Close> state(
      ebur128_init(1, static_cast<unsigned long>(std::lround(sample_rate)), EBUR128_MODE_I));
  if (!state || ebur128_add_frames_float(state.get(), sound.data(), sound.size()) != 0)
    throw std::bad_alloc();
  double lufs = kQuietest;
  if (ebur128_loudness_global(state.get(), &lufs) != 0) return kQuietest;
  return std::isfinite(lufs) ? std::max(lufs, kQuietest) : kQuietest;
}

}  // namespace hemiola::measures
