// Where the default model lies.
#pragma once

#include <filesystem>

namespace hemiola::model {

// HEMIOLA_MODEL where it is set; else share/hemiola/models/default.safetensors or
// models/default.safetensors in the program's folder or one above it. Throws std::runtime_error
// with what to do where there is none.
std::filesystem::path default_model();

}  // namespace hemiola::model
