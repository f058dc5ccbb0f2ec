// Checks output paths before the work starts.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hemiola::programs {

// Throws std::runtime_error (path, reason) if the path is a folder, cannot be written (folder
// missing, no permission), or has none of these endings. No endings: any is accepted.
void check_output(const std::filesystem::path& path, const std::vector<std::string>& endings = {});

// Prints a remark to stderr.
void note(const std::string& sentence);

}  // namespace hemiola::programs
