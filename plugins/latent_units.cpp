// The patch bay's functions as units.
#include "latent_units.h"

#include <algorithm>
#include <span>

#include "host.h"
#include "patchbay/latent.h"
#include "refusals.h"

namespace hemiola::plugin {
namespace {

constexpr auto kNow = static_cast<float>(patchbay::FreezeAt::now);

}  // namespace

Rotate::Rotate() {
  const bool right = numInputs() == numOutputs() + 2 && numOutputs() <= kMaxChannels &&
                     whole_number(in0(1)) >= 1 && numOutputs() % whole_number(in0(1)) == 0;
  if (wrong_sizes(this, right, "HemiolaRotate")) return;
  mCalcFunc = make_calc_function<Rotate, &Rotate::next>();
  next(1);
}

void Rotate::next(int) {
  const RealtimeScope realtime;
  const int count = numOutputs();
  for (int i = 0; i < count; ++i) harmony_[i] = in0(2 + i);
  patchbay::rotate(std::span(harmony_, count), whole_number(in0(1)), in0(0),
                   std::span(rotated_, count));
  for (int i = 0; i < count; ++i) out0(i) = rotated_[i];
}

Freeze::Freeze() : first_(static_cast<int>(numInputs()) == numOutputs() + 1 ? 1 : 2) {
  const bool right = numOutputs() > 0 && numInputs() == numOutputs() + first_ &&
                     (first_ == 1 || numOutputs() <= kMaxChannels);
  if (wrong_sizes(this, right, "HemiolaFreeze")) return;
  // Latents other than rhythm are never held at a hit: then `at` is a constant, or missing.
  is_rhythm_ = first_ == 2 && !(inRate(1) == calc_ScalarRate && in0(1) == kNow);
  mCalcFunc = make_calc_function<Freeze, &Freeze::next>();
  std::fill_n(latents_, kMaxChannels, 0.0f);
  // If hold is on from the start, the first values are held.
  let_through();
}

void Freeze::let_through() noexcept {
  for (int i = 0; i < numOutputs(); ++i) out0(i) = in0(first_ + i);
}

// Stores the latents when they change, which is once per frame.
void Freeze::remember() noexcept {
  bool moved = false;
  for (int i = 0; i < numOutputs(); ++i) {
    moved = moved || in0(first_ + i) != latents_[i];
    latents_[i] = in0(first_ + i);
  }
  if (moved) recent_.add({latents_, static_cast<std::size_t>(numOutputs())});
}

void Freeze::next(int) {
  const RealtimeScope realtime;
  if (is_rhythm_) remember();
  const bool begins = !holding_ && in0(0) > 0;
  holding_ = in0(0) > 0;
  if (!holding_) return let_through();
  if (!begins || !is_rhythm_ || in0(1) == kNow) return;
  for (int i = 0; i < numOutputs(); ++i) held_[i] = out0(i);
  recent_.replace({held_, static_cast<std::size_t>(numOutputs())});
  for (int i = 0; i < numOutputs(); ++i) out0(i) = held_[i];
}

Blend::Blend() {
  const bool right = numInputs() == 2 * numOutputs() + 1 && numOutputs() <= kMaxChannels;
  if (wrong_sizes(this, right, "HemiolaBlend")) return;
  mCalcFunc = make_calc_function<Blend, &Blend::next>();
  next(1);
}

void Blend::next(int) {
  const RealtimeScope realtime;
  const int count = numOutputs();
  for (int i = 0; i < count; ++i) {
    a_[i] = in0(1 + i);
    b_[i] = in0(1 + count + i);
  }
  patchbay::blend(std::span(a_, count), std::span(b_, count), in0(0), std::span(mixed_, count));
  for (int i = 0; i < count; ++i) out0(i) = mixed_[i];
}

}  // namespace hemiola::plugin
