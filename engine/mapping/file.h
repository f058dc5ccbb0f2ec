// The mapping file: JSON with comments, read completely or not at all.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/mapping.h"

namespace hemiola::mapping {

// The error message; starts with the line if known.
struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Parses a mapping file. Each mapping is checked against the address table: a worker with this
// number of voices must accept all it can send, without clamping. Throws Broken.
std::vector<Mapping> read_mappings(std::string_view text, int voices);

// Reads a mapping file's text, at most 1 MB. Throws Broken if it can't be read (a folder, no
// access).
std::string read_text(const std::filesystem::path& file);

// HEMIOLA_MAPPING if set; else hemiola/mapping.json in XDG_CONFIG_HOME or in ~/.config. Empty if
// there is no home folder. The file need not exist.
std::filesystem::path default_place();

}  // namespace hemiola::mapping
