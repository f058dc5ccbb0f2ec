// Fuzzes the reader of model files: any bytes are read, or rejected with a message naming the path.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "file_of.h"
#include "modelfile/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::FileOf file(data, size);
  try {
    const auto read = hemiola::modelfile::read_safetensors(file.path());
    std::size_t numbers = 0;
    for (const auto& [name, tensor] : read.tensors)
      numbers = std::max(numbers, tensor.values.size());
    if (numbers * sizeof(float) > size) std::abort();
  } catch (const std::runtime_error& error) {
    if (!std::string(error.what()).starts_with(file.path().string() + ": ")) std::abort();
  }
  return 0;
}
