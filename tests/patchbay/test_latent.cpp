// Rotation and blending: exact for whole steps, continuous in between.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "patchbay/latent.h"
#include "support/catch.h"

using namespace hemiola::patchbay;

namespace {

constexpr int kPlaces = 108;
constexpr int kChannels = 2;

std::vector<float> noise(std::size_t size, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(size);
  for (float& value : values) value = normal(random);
  return values;
}

std::vector<float> rotated(const std::vector<float>& in, float semitones,
                           int channels = kChannels) {
  std::vector<float> out(in.size());
  rotate(in, channels, semitones, out);
  return out;
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

float largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  float largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

}  // namespace

TEST_CASE("rotating by twelve and back is the identity to the bit") {
  const auto latent = noise(kPlaces * kChannels);
  CHECK(same_bits(rotated(rotated(latent, 12), -12), latent));
  CHECK(same_bits(rotated(rotated(latent, -12), 12), latent));
  auto steps = latent;
  for (int i = 0; i < 12; ++i) steps = rotated(steps, 1);
  CHECK(same_bits(steps, rotated(latent, 12)));
}

TEST_CASE("one semitone up moves every channel of a place to the next place") {
  const auto latent = noise(kPlaces * kChannels);
  const auto up = rotated(latent, 1);
  for (int place = 0; place < kPlaces; ++place)
    for (int c = 0; c < kChannels; ++c) {
      const int below = (place + kPlaces - 1) % kPlaces;
      REQUIRE(up[place * kChannels + c] == latent[below * kChannels + c]);
    }
}

TEST_CASE("rotations by whole places are a cyclic group") {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> any(-500, 500);
  for (int channels : {1, 2, 3}) {
    const auto latent = noise(36 * channels, 3);
    CHECK(same_bits(rotated(latent, 36, channels), latent));
    for (int i = 0; i < 200; ++i) {
      const auto a = static_cast<float>(any(random)), b = static_cast<float>(any(random));
      REQUIRE(same_bits(rotated(rotated(latent, a, channels), b, channels),
                        rotated(latent, a + b, channels)));
    }
  }
}

TEST_CASE("a fractional rotation lies on the line between its neighbours and is continuous") {
  const auto latent = noise(kPlaces * kChannels);
  const auto low = rotated(latent, -4), high = rotated(latent, -3),
             middle = rotated(latent, -3.75f);
  for (std::size_t i = 0; i < latent.size(); ++i)
    REQUIRE(middle[i] == Approx(0.75f * low[i] + 0.25f * high[i]).margin(1e-6));

  // The slope never exceeds the largest difference between neighbours, also across 0 and the wrap.
  const float steepest = largest_difference(latent, rotated(latent, 1));
  const float step = 1.0f / 64;
  for (float at = -110; at < 110; at += step) {
    const float moved = largest_difference(rotated(latent, at), rotated(latent, at + step));
    REQUIRE(moved <= steepest * step + 1e-5f);
  }
  CHECK(largest_difference(rotated(latent, -1e-6f), latent) < 1e-4f);
  CHECK(same_bits(rotated(latent, -1e-30f), latent));
}

TEST_CASE("a rotation that is no number rotates by nothing") {
  const auto latent = noise(kPlaces * kChannels);
  CHECK(same_bits(rotated(latent, std::numeric_limits<float>::quiet_NaN()), latent));
  CHECK(same_bits(rotated(latent, std::numeric_limits<float>::infinity()), latent));
  CHECK(same_bits(rotated(latent, -std::numeric_limits<float>::infinity()), latent));
  CHECK(same_bits(rotated(latent, 1080012), rotated(latent, 1080012 % kPlaces)));
  CHECK_FALSE(same_bits(rotated(latent, 1e30f), std::vector<float>(latent.size())));
}

TEST_CASE("rotating nothing, or less than one place, does no harm") {
  rotate({}, 2, 3, {});
  const std::vector<float> one = {1};
  CHECK(rotated(one, 1, 2) == one);
  CHECK(rotated({1, 2, 3, 4, 5}, 1, 2) == std::vector<float>({3, 4, 1, 2, 5}));
}

TEST_CASE("blending with weight 0 and 1 gives its inputs to the bit") {
  const auto a = noise(64, 1), b = noise(64, 2);
  std::vector<float> out(64);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (float none : {0.0f, -1.0f, nan}) {
    blend(a, b, none, out);
    CHECK(same_bits(out, a));
  }
  for (float all : {1.0f, 7.0f}) {
    blend(a, b, all, out);
    CHECK(same_bits(out, b));
  }
  blend(a, b, 0.25f, out);
  for (std::size_t i = 0; i < out.size(); ++i)
    REQUIRE(out[i] == Approx(0.75f * a[i] + 0.25f * b[i]).margin(1e-6));
}
