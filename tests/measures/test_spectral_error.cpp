// The spectral error counts only what is audible.
#include <cmath>

#include "measures/spectral_error.h"
#include "support/catch.h"

using namespace hemiola;
using namespace hemiola::measures;

namespace {

constexpr double kHop = 0.0107;

// Frames with one constant level in all bands.
std::vector<float> flat(const features::Geometry& geometry, int frames, float level) {
  return std::vector<float>(static_cast<std::size_t>(frames * geometry.bands), level);
}

double error(const std::vector<float>& bands, const std::vector<float>& truth) {
  const features::Geometry geometry;
  return error_nats(bands, truth, audible_floor(truth, geometry, kHop));
}

}  // namespace

TEST_CASE("equal bands have no error, and half a nat more is half a nat") {
  const features::Geometry geometry;
  const auto truth = flat(geometry, 20, -3.0f);
  CHECK(error(truth, truth) == 0.0);
  CHECK(error(flat(geometry, 20, -2.5f), truth) == Approx(0.5));
}

TEST_CASE("what lies 60 dB under the level or 80 dB under full scale does not count") {
  const features::Geometry geometry;
  auto truth = flat(geometry, 20, -1.0f);
  auto bands = truth;
  for (std::size_t i = 0; i < truth.size(); i += 4) {
    truth[i] = -9.5f;
    bands[i] = -14.0f;
  }
  CHECK(error(bands, truth) == 0.0);
  CHECK(error(flat(geometry, 20, -16.0f), flat(geometry, 20, -9.3f)) == 0.0);
}

TEST_CASE("after a loud frame the quiet is heard again, the later the more of it") {
  const features::Geometry geometry;
  auto truth = flat(geometry, 400, -8.0f);
  std::fill_n(truth.begin(), geometry.bands, 1.0f);
  const auto floor = audible_floor(truth, geometry, kHop);
  CHECK(floor[0] == Approx(1 - std::log(1000)).margin(1e-4));
  CHECK(floor[100] == Approx(floor[0] - 100 * kHop / 5 * std::log(1000)).margin(1e-3));
  CHECK(floor[399] >= std::log(1e-4) - 1e-4);
}

TEST_CASE("readers see the same of a recording at any level") {
  const features::Geometry geometry;
  auto loud = flat(geometry, 30, -2.0f);
  for (std::size_t i = 0; i < loud.size(); ++i) loud[i] += 0.01f * static_cast<float>(i % 97);
  auto soft = loud;
  for (float& value : soft) value -= 3.0f;
  const auto a = relative_bands(loud, geometry, kHop), b = relative_bands(soft, geometry, kHop);
  for (std::size_t i = 0; i < a.size(); i += 31) CHECK(a[i] == Approx(b[i]).margin(1e-4));
}
