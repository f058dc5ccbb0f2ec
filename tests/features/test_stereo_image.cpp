// The stereo image: levels, width, equal channels, pieces of any length.
#include <cmath>
#include <random>
#include <vector>

#include "features/stereo_image.h"
#include "support/catch.h"

using hemiola::features::StereoImage;
using Samples = std::vector<float>;

namespace {

constexpr double kRate = 48000;
constexpr std::size_t kLength = 4 * 48000;

Samples noise(unsigned seed, float level = 0.1f) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0, level);
  Samples samples(kLength);
  for (float& x : samples) x = normal(random);
  return samples;
}
Samples sum(const Samples& a, float p, const Samples& b, float q) {
  Samples all(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) all[i] = p * a[i] + q * b[i];
  return all;
}
// Of the last three seconds.
double product(const Samples& a, const Samples& b) {
  double all = 0;
  for (std::size_t i = kLength / 4; i < kLength; ++i) all += double{a[i]} * b[i];
  return all;
}
double decibels(const Samples& a, const Samples& b) {
  return 10 * std::log10(product(a, a) / product(b, b));
}
double correlation(const Samples& a, const Samples& b) {
  return product(a, b) / std::sqrt(product(a, a) * product(b, b));
}
struct Stereo {
  Samples left = Samples(kLength), right = Samples(kLength);
};
Stereo placed(const Samples& sound, const Samples& left, const Samples& right) {
  Stereo out;
  StereoImage(kRate).process(sound, left, right, out.left, out.right);
  return out;
}

}  // namespace

TEST_CASE("equal channels give equal bits, as loud as the sound") {
  const Samples sound = noise(1), source = noise(2);
  const Stereo out = placed(sound, source, source);
  CHECK(out.left == out.right);
  CHECK(std::abs(decibels(out.left, sound)) < 0.1);
}

TEST_CASE("silence has its sound in the middle, and a silent sound stays silent") {
  const Samples sound = noise(1), silence(kLength, 0.0f);
  const Stereo out = placed(sound, silence, silence);
  CHECK(out.left == out.right);
  CHECK(std::abs(decibels(out.left, sound)) < 0.1);
  CHECK(placed(silence, sound, noise(2)).left == silence);
}

TEST_CASE("what is panned lies there, what is inverted is inverted") {
  const Samples sound = noise(1), source = noise(2);
  const Stereo out = placed(sound, source, sum(source, 0.5f, source, 0));
  CHECK(decibels(out.left, out.right) == Approx(6.02).margin(0.1));
  const Stereo turned = placed(sound, source, sum(source, -1, source, 0));
  CHECK(correlation(turned.left, turned.right) < -0.99);
}

TEST_CASE("the channels are as much alike as the source's, and as loud") {
  const Samples sound = noise(1), a = noise(2), b = noise(3);
  for (const float share : {0.0f, 0.3f, 0.7f, 1.0f}) {
    const Samples right = sum(a, share, b, std::sqrt(1 - share * share));
    const Stereo out = placed(sound, a, right);
    INFO(share);
    CHECK(correlation(out.left, out.right) == Approx(correlation(a, right)).margin(0.05));
    CHECK(std::abs(decibels(out.left, out.right) - decibels(a, right)) < 0.3);
    CHECK(std::abs(decibels(out.left, sound)) < 0.3);
  }
}

TEST_CASE("tones of several bands lie where they were") {
  Samples low(kLength), high(kLength), source_left(kLength), source_right(kLength);
  for (std::size_t i = 0; i < kLength; ++i) {
    const double t = static_cast<double>(i) / kRate;
    low[i] = static_cast<float>(0.1 * std::sin(2 * M_PI * 110 * t));
    high[i] = static_cast<float>(0.1 * std::sin(2 * M_PI * 8000 * t));
    source_left[i] = low[i] + 0.1f * high[i];
    source_right[i] = 0.1f * low[i] + high[i];
  }
  const Stereo out = placed(sum(low, 1, high, 1), source_left, source_right);
  // The share of each tone, with any phase.
  const auto level = [&](const Samples& channel, double hertz) {
    double re = 0, im = 0;
    for (std::size_t i = kLength / 4; i < kLength; ++i) {
      const double phase = 2 * M_PI * hertz * static_cast<double>(i) / kRate;
      re += channel[i] * std::cos(phase);
      im += channel[i] * std::sin(phase);
    }
    return 20 * std::log10(std::hypot(re, im));
  };
  CHECK(level(out.left, 110) - level(out.right, 110) == Approx(20).margin(1.5));
  CHECK(level(out.right, 8000) - level(out.left, 8000) == Approx(20).margin(1.5));
}

TEST_CASE("pieces of any length give the same, at any rate") {
  const Samples sound = noise(1), a = noise(2), b = noise(3);
  const Stereo whole = placed(sound, a, b);
  Stereo pieces;
  StereoImage image(kRate);
  const auto part = [](auto& samples, std::size_t at, std::size_t size) {
    return std::span(samples).subspan(at, size);
  };
  for (std::size_t at = 0, size = 1; at < kLength; at += size, size = size * 7 % 1001 + 1) {
    const std::size_t now = std::min(size, kLength - at);
    image.process(part(sound, at, now), part(a, at, now), part(b, at, now),
                  part(pieces.left, at, now), part(pieces.right, at, now));
  }
  CHECK(pieces.left == whole.left);
  CHECK(pieces.right == whole.right);
  for (const double rate : {8000.0, 96000.0, 384000.0}) {
    Stereo out;
    StereoImage(rate).process(sound, a, b, out.left, out.right);
    for (const float x : out.left) REQUIRE(std::abs(x) < 2);
  }
}
