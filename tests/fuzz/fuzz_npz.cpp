// Fuzzes the reader of latents: any bytes are read, or rejected with a message naming the path.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "file_of.h"
#include "programs/latents_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::FileOf file(data, size);
  try {
    const auto l = hemiola::programs::read_latents(file.path());
    const auto harmony = static_cast<std::size_t>(l.shape.places) *
                         static_cast<std::size_t>(l.shape.channels_per_place);
    if (l.shape.places < 0 || l.shape.channels_per_place < 0 || l.shape.rhythm < 0 ||
        l.harmony.size() != l.frames() * harmony ||
        l.rhythm.size() != l.frames() * static_cast<std::size_t>(l.shape.rhythm))
      std::abort();
  } catch (const std::runtime_error& error) {
    if (!std::string(error.what()).starts_with(file.path().string() + ": ")) std::abort();
  }
  return 0;
}
