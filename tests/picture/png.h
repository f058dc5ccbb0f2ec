// Size and bytes of a PNG file.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>

#include "support/catch.h"
#include "support/temporary.h"

namespace hemiola::test {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct Png {
  int width = 0, height = 0;
  std::string bytes;
};

inline Png read_png(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  Png png;
  png.bytes.assign(std::istreambuf_iterator<char>(file), {});
  REQUIRE(png.bytes.size() > 33);
  REQUIRE(png.bytes.substr(0, 8) == "\x89PNG\r\n\x1a\n");
  const auto number = [&](std::size_t at) {
    int value = 0;
    for (std::size_t i = at; i < at + 4; ++i)
      value = value * 256 + static_cast<unsigned char>(png.bytes[i]);
    return value;
  };
  png.width = number(16);
  png.height = number(20);
  return png;
}

// Draws into a temporary folder.
template <typename Draw>
Png drawn(const Draw& draw) {
  const tests::TemporaryFolder folder;
  draw(folder / "picture.png");
  return read_png(folder / "picture.png");
}

}  // namespace hemiola::test
