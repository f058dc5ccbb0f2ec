// What a program writes, looked at before the work that it is written after.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hemiola::programs {

// Throws std::runtime_error (path, reason) for what could not be written: a folder, a folder that
// is not there or not ours, a name that ends otherwise. endings: none given, any will do.
void check_output(const std::filesystem::path& path, const std::vector<std::string>& endings = {});

// A sentence for who looks on, not a failure.
void note(const std::string& sentence);

}  // namespace hemiola::programs
