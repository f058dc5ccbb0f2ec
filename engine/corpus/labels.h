// A clip's labels as JSON.
#pragma once

#include <filesystem>
#include <string>

#include "corpus/clip.h"

namespace hemiola::corpus {

// Throws std::runtime_error: path, reason.
void write_labels(const std::filesystem::path& path, const Clip& clip, const std::string& part,
                  double sample_rate);

// Atomic: the file gets the complete text or stays as it was. Throws std::runtime_error as above.
void write_text(const std::filesystem::path& path, const std::string& text);

}  // namespace hemiola::corpus
