// Two short pieces that show what taking music apart can do: slow chords, and a lively break.
#pragma once

#include <filesystem>

namespace hemiola::corpus {

// A (21 s): strings, electric piano and guitar in slow, rich chords that change clearly, no drums.
// B (20 s): drums with fills, bass and clavinet on one chord, 110 beats a minute.
// Mono, 48 kHz, 32-bit float, about -16 dBFS RMS, peaks below -1 dBFS; the same bits every time.
// An empty soundfont means FluidR3_GM. Throws std::runtime_error: path, reason.
void render_demo_pieces(const std::filesystem::path& out_a, const std::filesystem::path& out_b,
                        const std::filesystem::path& soundfont);

}  // namespace hemiola::corpus
