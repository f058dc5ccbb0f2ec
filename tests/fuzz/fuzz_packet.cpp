// Fuzzes the OSC parser: any bytes are parsed as a packet, and the parsed stays within bounds.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "../osc/bounds.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr int kVoices = 8;
  const std::span<const char> packet(reinterpret_cast<const char*>(data), size);
  if (!hemiola::osc::within_bounds(hemiola::osc::parse(packet, kVoices), kVoices)) std::abort();
  return 0;
}
