// A clip's labels as JSON.
#pragma once

#include <filesystem>
#include <string>

#include "corpus/score.h"

namespace hemiola::corpus {

// Throws std::runtime_error: path, reason.
void write_labels(const std::filesystem::path& path, const Score& score, const std::string& part,
                  const std::string& soundfont, double sample_rate);
void write_text(const std::filesystem::path& path, const std::string& text);

}  // namespace hemiola::corpus
