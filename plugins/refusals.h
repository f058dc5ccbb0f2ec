// Silences units that can't run where they are.
#pragma once

#include "host.h"

namespace hemiola::plugin {

// For SynthDefs that the sclang classes did not make: they check sizes when a SynthDef is built.
// [audio thread] False if right; else the unit stays silent and says so.
bool wrong_sizes(Unit* unit, bool right, const char* name) noexcept;

// For units that count the server's samples: from SuperCollider 3.15 on, a synth may have blocks
// or a rate of its own (Reblock, Resample).
// [audio thread] False if it has the server's; else the unit stays silent and says so.
bool wrong_blocks(Unit* unit, const char* name) noexcept;

}  // namespace hemiola::plugin
