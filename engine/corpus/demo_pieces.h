// Two short demo pieces: slow chords, and a lively break.
#pragma once

#include <filesystem>

namespace hemiola::corpus {

// A (21 s): strings, electric piano and guitar; slow, rich chords with clear changes, no drums.
// B (20 s): drums with fills, bass and clavinet on one chord, 110 BPM.
// Mono, 48 kHz, 32-bit float, about -16 dBFS RMS, peaks below -1 dBFS; always the same bits.
// Empty soundfont: FluidR3_GM. Throws std::runtime_error: path, reason.
void render_demo_pieces(const std::filesystem::path& out_a, const std::filesystem::path& out_b,
                        const std::filesystem::path& soundfont);

}  // namespace hemiola::corpus
