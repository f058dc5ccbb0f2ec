// Safetensors files: named tensors as a JSON header and raw numbers, nothing executable.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "modelfile/tensor.h"

namespace hemiola::modelfile {

struct TensorFile {
  std::map<std::string, std::string> metadata;
  Tensors tensors;
};

// Format: https://github.com/huggingface/safetensors, float32 only. Sizes are checked against the
// file size before allocation. Throws std::runtime_error with path and reason.
TensorFile read_safetensors(const std::filesystem::path& path);
// Writes a temporary file, then renames it: readers never see a partial file. Throws as above.
void write_safetensors(const std::filesystem::path& path, const TensorFile& file);

}  // namespace hemiola::modelfile
