// For SynthDefs that the sclang classes did not make: they check sizes when a SynthDef is built.
#pragma once

#include "host.h"

namespace hemiola::plugin {

// [audio thread] False if right; else the unit stays silent and says so.
bool wrong_sizes(Unit* unit, bool right, const char* name) noexcept;

}  // namespace hemiola::plugin
