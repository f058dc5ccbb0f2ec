// Finds the default model file.
#pragma once

#include <filesystem>

namespace hemiola::modelfile {

// HEMIOLA_MODEL if it is set (not checked); else share/hemiola/models/default.safetensors or
// models/default.safetensors in the program's folder or one of its parents. Throws
// std::runtime_error with advice if there is none.
std::filesystem::path default_model();

}  // namespace hemiola::modelfile
