// The patch bay's pure functions as units.
#include "latent_units.h"

#include <algorithm>
#include <span>

#include "host.h"
#include "patchbay/latent.h"

namespace hemiola::plugin {
namespace {

// The classes check sizes when a SynthDef is built; this is for SynthDefs made elsewhere.
bool wrong(Unit* unit, bool right, const char* name) {
  if (right) return false;
  tell(unit->mWorld,
       {.print =
            [](const Note& note) {
              Print(
                  "%s: %d inputs and %d outputs don't fit each other, or are more than %d "
                  "channels. It stays silent.\n",
                  note.subject, note.numbers[0], note.numbers[1], kMaxChannels);
            },
        .subject = name,
        .numbers = {static_cast<int>(unit->mNumInputs), static_cast<int>(unit->mNumOutputs)}});
  unit->mCalcFunc = ft->fClearUnitOutputs;
  ClearUnitOutputs(unit, 1);
  return true;
}

}  // namespace

Rotate::Rotate() {
  const bool right = numInputs() == numOutputs() + 2 && numOutputs() <= kMaxChannels &&
                     whole_number(in0(1)) >= 1 && numOutputs() % whole_number(in0(1)) == 0;
  if (wrong(this, right, "HemiolaRotate")) return;
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

Freeze::Freeze() {
  if (wrong(this, numInputs() == numOutputs() + 1, "HemiolaFreeze")) return;
  mCalcFunc = make_calc_function<Freeze, &Freeze::next>();
  // Held from the start means held at the first value.
  for (int i = 0; i < numOutputs(); ++i) out0(i) = in0(1 + i);
}

void Freeze::next(int) {
  const RealtimeScope realtime;
  if (in0(0) > 0) return;
  for (int i = 0; i < numOutputs(); ++i) out0(i) = in0(1 + i);
}

Blend::Blend() {
  const bool right = numInputs() == 2 * numOutputs() + 1 && numOutputs() <= kMaxChannels;
  if (wrong(this, right, "HemiolaBlend")) return;
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
