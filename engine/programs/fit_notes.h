// train --notes-only: gives a model its map from notes to harmony.
#pragma once

#include <filesystem>

namespace hemiola::programs {

struct NotesOptions {
  std::filesystem::path from, out, cache;  // cache: for the practice music; empty: the usual one
  int clips = 128;
};

// Prints how much of unseen harmony the map explains. Throws std::runtime_error.
void fit_notes(const NotesOptions& options);

}  // namespace hemiola::programs
