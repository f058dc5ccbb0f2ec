// Tensors with names in one file: a JSON header and raw numbers; nothing in it can run.
#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace hemiola::model {

struct TensorFile {
  std::map<std::string, std::string> metadata;
  std::vector<std::pair<std::string, torch::Tensor>> tensors;  // float32, on the CPU
};

// Format: https://github.com/huggingface/safetensors. Sizes are checked against the file's before
// anything is allocated. Throws std::runtime_error: path, reason.
TensorFile read_safetensors(const std::filesystem::path& path);
// Writes beside the target and renames: a reader never sees half a file.
void write_safetensors(const std::filesystem::path& path, const TensorFile& file);

}  // namespace hemiola::model
