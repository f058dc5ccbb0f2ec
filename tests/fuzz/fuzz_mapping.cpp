// Fuzzes a mapping file and packets for it: the file is the part before the first zero; the rest is
// divided into packets.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "../osc/bounds.h"
#include "mapping/file.h"
#include "mapping/mapper.h"

namespace {

using namespace hemiola;

constexpr int kVoices = 4;

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::string_view text = all.substr(0, all.find('\0'));
  auto now = mapping::Mapper::Clock::time_point(std::chrono::hours(1));
  std::unique_ptr<mapping::Mapper> mapper;
  try {
    mapper = std::make_unique<mapping::Mapper>(mapping::read_mappings(text, kVoices), now);
  } catch (const mapping::Broken& broken) {
    check(std::string_view(broken.what()).starts_with("line "));
    return 0;
  }
  std::string_view packets = all.substr(text.size());
  while (packets.size() > 2) {
    const auto length = static_cast<std::size_t>(static_cast<unsigned char>(packets[1])) * 4;
    now += std::chrono::milliseconds(static_cast<unsigned char>(packets[2]) * 40);
    packets.remove_prefix(3);
    const std::string_view packet = packets.substr(0, length);
    packets.remove_prefix(packet.size());
    check(osc::within_bounds(osc::parse(packet, kVoices, mapper.get(), now), kVoices));
    osc::Parsed due;
    osc::read_made(mapper->due(now), kVoices, due);
    check(osc::within_bounds(due, kVoices));
    // No mapping can send anything that the table would reject.
    check(!due.bad);
    check(mapper->next_due() >= now);
  }
  return 0;
}
