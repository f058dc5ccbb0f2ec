// The mapping file: JSON, with comments, read as a whole or not at all.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/mapping.h"

namespace hemiola::mapping {

// What is wrong, as a sentence that begins with the line.
struct Broken : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Reads the text of a mapping file. Each mapping is tried against the address table: what it can
// send must be understood, without clamping, by a worker of so many voices. Throws Broken.
std::vector<Mapping> read_mappings(std::string_view text, int voices);

// The text of a mapping file, at most 1 MB. Throws Broken where it can't be read: a folder, a file
// of another user, a disk that fails.
std::string read_text(const std::filesystem::path& file);

// HEMIOLA_MAPPING where it is set; else hemiola/mapping.json in XDG_CONFIG_HOME, or in ~/.config.
// Empty where there is no home. The file need not be there.
std::filesystem::path default_place();

}  // namespace hemiola::mapping
