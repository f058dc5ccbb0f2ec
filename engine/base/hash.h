// A hash that is the same on every machine, for names of cached files.
#pragma once

#include <cstdint>
#include <string_view>

namespace hemiola::base {

// FNV-1a, 64 bits.
inline std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

}  // namespace hemiola::base
