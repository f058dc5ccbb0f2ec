// A clip's labels as JSON.
#pragma once

#include <filesystem>
#include <string>

#include "corpus/clip.h"

namespace hemiola::corpus {

// Throws std::runtime_error: path, reason.
void write_labels(const std::filesystem::path& path, const Clip& clip, const std::string& part,
                  double sample_rate);

// Either the whole text is in the file or the file is as it was. Same errors.
void write_text(const std::filesystem::path& path, const std::string& text);

}  // namespace hemiola::corpus
