// Attacks: an impulse keeps its time; steady sound is no attack.

#include "features/attack_phase.h"
#include "features/excitation.h"
#include "features/overlap.h"
#include "features/seam.h"
#include "support/catch.h"

using namespace hemiola::features;
using namespace hemiola::test;

namespace {

constexpr double kRate = 44100.0;

// The attacks of a sound alone, without gains of a network.
Samples attacks_of(const Samples& samples, const Geometry& geometry) {
  const Seam seam(kRate, geometry);
  const std::vector<float> frames = analyse(seam.analysis, samples);
  const auto tables = make_excitation_tables(seam.geometry, kRate);
  Excitation excitation(tables);
  const SynthesisFrame& shape = excitation.frame();
  OverlapAdd overlap(std::make_shared<OverlapTables>(shape));
  const RealTransform transform(shape.transform);
  AlignedBuffer<std::complex<float>> spectrum(static_cast<std::size_t>(shape.bins()));
  AlignedBuffer<float> frame(static_cast<std::size_t>(shape.transform));
  const auto hop = static_cast<std::size_t>(shape.hop);
  const auto bands = static_cast<std::size_t>(seam.geometry.bands);
  Samples out(frames.size() / bands * hop);
  for (std::size_t n = 0; n < frames.size() / bands; ++n) {
    excitation.take(frames.data() + n * bands);
    excitation.paint_attacks(spectrum);
    transform.inverse(spectrum, frame);
    overlap.add(frame.data());
    overlap.add_hop(out.data() + n * hop);
  }
  out.erase(out.begin(), out.begin() + seam.delay);
  return out;
}

}  // namespace

TEST_CASE("an impulse comes back where it was, wherever it lies between the frames") {
  Geometry geometry;
  geometry.synthesis_window_seconds = GENERATE(0.0464, 0.032, 0.0232);
  for (int place = 0; place < 8; ++place) {
    Samples samples = silence(kRate, 0.6);
    const auto at = static_cast<std::size_t>(0.3 * kRate) + static_cast<std::size_t>(59 * place);
    samples[at] = 1.0f;
    const Samples out = attacks_of(samples, geometry);
    const auto energy = [&](std::size_t from, std::size_t to) {
      return std::pow(rms(out.data() + from, out.data() + to), 2) * static_cast<double>(to - from);
    };
    const auto near = static_cast<std::size_t>(0.0005 * kRate),
               far = static_cast<std::size_t>(0.1 * kRate);
    INFO(geometry.synthesis_window_seconds
         << " s, " << place << ": "
         << 10 * std::log10(energy(at - far, at - near) / energy(at - far, at + far)));
    CHECK(energy(at - far, at - near) < 0.01 * energy(at - far, at + far));
  }
}

TEST_CASE("what is steady is no attack") {
  const SynthesisFrame shape = synthesis_frame(Geometry{}, kRate);
  AttackPhase phase(shape, shape.window);
  AlignedBuffer<std::complex<float>> spectrum(static_cast<std::size_t>(shape.bins()));
  std::vector<float> magnitudes(spectrum.size());
  const Samples hiss = noise(kRate, 1.0, 1.0);
  for (std::size_t frame = 0; frame < 20; ++frame) {
    for (std::size_t bin = 0; bin < magnitudes.size(); ++bin)
      magnitudes[bin] = 1.0f + 0.5f * hiss[(977 * frame + bin) % hiss.size()];
    phase.paint(magnitudes, spectrum);
    if (frame < 12) continue;  // the beginning is an attack
    for (std::size_t bin = 0; bin < magnitudes.size(); ++bin) REQUIRE(spectrum[bin] == 0.0f);
  }
}
