// Frames of a sound add up to the sound, half a window late, for any hop.
#include <complex>

#include "features/overlap.h"
#include "features/signals.h"
#include "features/transform.h"
#include "support/catch.h"

using namespace hemiola::features;
using namespace hemiola::test;

namespace {

const SynthesisFrame kFrames[] = {{2046, 2048, 470, 44100.0},
                                  {2228, 2250, 512, 48000.0},
                                  {4092, 4096, 941, 88200.0},
                                  {4454, 4500, 1024, 96000.0}};

// Windowed samples around a centre, in the layout of an inverse transform.
std::vector<float> frame_around(const Samples& samples, std::ptrdiff_t centre,
                                const SynthesisFrame& shape) {
  std::vector<float> frame(static_cast<std::size_t>(shape.transform), 0.0f);
  for (int i = -shape.window / 2; i < shape.window / 2; ++i) {
    const std::ptrdiff_t at = centre + i;
    if (at < 0 || at >= static_cast<std::ptrdiff_t>(samples.size())) continue;
    const double w = 0.5 + 0.5 * std::cos(2.0 * std::numbers::pi * i / shape.window);
    const int place = i < 0 ? i + shape.transform : i;
    frame[static_cast<std::size_t>(place)] =
        static_cast<float>(w * shape.transform * samples[static_cast<std::size_t>(at)]);
  }
  return frame;
}

// Adds the first eight frames and drops their hops; returns the centre of the next one.
std::ptrdiff_t add_eight(OverlapAdd& overlap, const Samples& samples, const SynthesisFrame& shape) {
  std::vector<float> hop(static_cast<std::size_t>(shape.hop));
  std::ptrdiff_t centre = 0;
  for (; centre < 8 * shape.hop; centre += shape.hop) {
    overlap.add(frame_around(samples, centre, shape).data());
    overlap.add_hop(hop.data());
  }
  return centre;
}

}  // namespace

TEST_CASE("frames add up to the sound they were cut from, to the sample") {
  for (const SynthesisFrame& shape : kFrames) {
    const Samples samples = noise(shape.sample_rate, 0.5, 0.5);
    OverlapAdd overlap(std::make_shared<OverlapTables>(shape));
    std::vector<float> hop(static_cast<std::size_t>(shape.hop));
    double worst = 0.0;
    for (std::ptrdiff_t centre = 0; centre + shape.window < std::ssize(samples);
         centre += shape.hop) {
      overlap.add(frame_around(samples, centre, shape).data());
      std::fill(hop.begin(), hop.end(), 0.0f);
      overlap.add_hop(hop.data());
      if (centre < shape.window) continue;
      for (std::ptrdiff_t i = 0; i < shape.hop; ++i) {
        const auto source = static_cast<std::size_t>(centre - shape.window / 2 + i);
        const double error = hop[static_cast<std::size_t>(i)] - samples[source];
        worst = std::max(worst, std::abs(error));
      }
    }
    INFO("hop " << shape.hop);
    CHECK(worst < 2e-6);
  }
}

TEST_CASE("what would follow is what follows, as loud, where the frames were cut from one sound") {
  for (const SynthesisFrame& shape : kFrames) {
    const Samples samples = noise(shape.sample_rate, 0.5, 0.5);
    OverlapAdd overlap(std::make_shared<OverlapTables>(shape));
    const std::ptrdiff_t centre = add_eight(overlap, samples, shape);
    std::vector<float> hop(static_cast<std::size_t>(shape.hop));
    overlap.add_tail(hop.data());
    for (std::ptrdiff_t i = 0; i < shape.hop; ++i) {
      const auto source = static_cast<std::size_t>(centre - shape.window / 2 + i);
      REQUIRE(hop[static_cast<std::size_t>(i)] == Approx(samples[source]).margin(1e-4));
    }
  }
}

TEST_CASE("a frame of the sound itself agrees with its past") {
  const SynthesisFrame shape = kFrames[1];
  const Samples samples = music(shape.sample_rate, 0.5);
  OverlapAdd overlap(std::make_shared<OverlapTables>(shape));
  const std::ptrdiff_t centre = add_eight(overlap, samples, shape);
  const std::vector<float> frame = frame_around(samples, centre, shape);
  std::vector<float> seen = frame;
  overlap.preview(seen.data());
  // Without the newest end, where the window is nearly zero.
  for (int i = -shape.window / 2; i < shape.window * 2 / 5; ++i) {
    const auto at = static_cast<std::size_t>(i < 0 ? i + shape.transform : i);
    REQUIRE(seen[at] * shape.transform == Approx(frame[at]).margin(2e-3));
  }
}

TEST_CASE("transforms come back to where they began") {
  for (const int size : {2048, 2250, 8640, 18000}) {
    const RealTransform transform(size);
    AlignedBuffer<float> buffer(static_cast<std::size_t>(size));
    AlignedBuffer<std::complex<float>> spectrum(static_cast<std::size_t>(transform.bins()));
    const Samples samples = noise(size, 1.0, 1.0);
    std::copy(samples.begin(), samples.end(), buffer.data());
    transform.forward(buffer, spectrum);
    transform.inverse(spectrum, buffer);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      REQUIRE(buffer[i] / static_cast<float>(size) == Approx(samples[i]).margin(1e-5));
    }
  }
  CHECK(smooth_even_size(2228) == 2250);
  CHECK(smooth_even_size(2048) == 2048);
  CHECK(smooth_even_size(7) == 8);
}
