// Fuzzes a model's configuration: accepted values are within bounds and unchanged when written.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "modelfile/config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hemiola::modelfile;
  const std::string text(reinterpret_cast<const char*>(data), size);
  Config config;
  try {
    config = config_from_json(text);
  } catch (const std::runtime_error& error) {
    if (std::string(error.what()).find("the model's configuration") == std::string::npos)
      std::abort();
    return 0;
  }
  const auto& geometry = config.geometry;
  const bool within = geometry.bands >= 24 && geometry.bands <= 1024 &&
                      geometry.hop_seconds >= 0.002 && geometry.windows.size() <= 8 &&
                      config.rhythm <= 512 && config.places <= 256 &&
                      config.channels_per_place <= 16 && config.sound.bins <= 4096;
  if (!within) std::abort();
  const std::string written = to_json(config);
  if (to_json(config_from_json(written)) != written) std::abort();
  return 0;
}
