// A file of chords: when which one begins.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hemiola::notation {

struct ChordChange {
  double seconds = 0;
  std::vector<double> notes;  // MIDI numbers; empty: no chord, the sound's own harmony
};

// Lines of SECONDS and a chord's name, or SECONDS and MIDI numbers (fractions too), or SECONDS and
// - (no chord from here on); # begins a comment. The times must rise.
//     0    Am7
//     2.5  60 64 67.5
//     5    -
// Throws std::runtime_error: path, line, reason.
std::vector<ChordChange> read_chords(const std::filesystem::path& path);

// The same from a text; name: for messages.
std::vector<ChordChange> parse_chords(const std::string& text, const std::string& name);

}  // namespace hemiola::notation
