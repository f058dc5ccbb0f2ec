// Silences units that can't run where they are.
#include "refusals.h"

namespace hemiola::plugin {
namespace {

void silence(Unit* unit) noexcept {
  unit->mCalcFunc = ft->fClearUnitOutputs;
  ClearUnitOutputs(unit, 1);
}

}  // namespace

bool wrong_sizes(Unit* unit, bool right, const char* name) noexcept {
  if (right) return false;
  tell(unit->mWorld,
       {.print =
            [](const Note& note) {
              Print(
                  "%s: %d inputs and %d outputs don't fit each other, or are too many. It stays "
                  "silent.\n",
                  note.subject, note.numbers[0], note.numbers[1]);
            },
        .subject = name,
        .numbers = {static_cast<int>(unit->mNumInputs), static_cast<int>(unit->mNumOutputs)}});
  silence(unit);
  return true;
}

// The header's macros are the server's own before 3.15, and the synth's from then on.
bool wrong_blocks(Unit* unit, const char* name) noexcept {
  const World& world = *unit->mWorld;
  if (FULLBUFLENGTH == world.mBufLength && FULLRATE == world.mSampleRate) return false;
  tell(unit->mWorld, {.print =
                          [](const Note& note) {
                            Print(
                                "%s: can't run inside Reblock or Resample, as its frames are "
                                "counted in the server's own blocks. It stays silent; put it into "
                                "a synth of its own.\n",
                                note.subject);
                          },
                      .subject = name});
  silence(unit);
  return true;
}

}  // namespace hemiola::plugin
