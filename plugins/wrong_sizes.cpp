// Silences a unit whose inputs and outputs don't fit.
#include "wrong_sizes.h"

namespace hemiola::plugin {

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
  unit->mCalcFunc = ft->fClearUnitOutputs;
  ClearUnitOutputs(unit, 1);
  return true;
}

}  // namespace hemiola::plugin
