// Processing time of a frame: run with [.bench]; a report, not a test.
#include <chrono>
#include <iostream>

#include "features/seam.h"
#include "support/catch.h"

using namespace hemiola::features;
using namespace hemiola::test;

namespace {

double milliseconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

// Time per frame, best of five rounds, as the machine may be busy.
void report(const char* name, const Seam& seam, const Samples& samples) {
  double analysis_ms = 1e9;
  double synthesis_ms = 1e9;
  for (int round = 0; round < 5; ++round) {
    auto start = std::chrono::steady_clock::now();
    const std::vector<float> frames = analyse(seam.analysis, samples);
    const auto count = static_cast<double>(frames.size() / 216);
    analysis_ms = std::min(analysis_ms, milliseconds_since(start) / count);
    Synthesiser synthesiser(seam.synthesis);
    Samples out(static_cast<std::size_t>(seam.hop));
    start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < frames.size(); i += 216) {
      synthesiser.process(frames.data() + i, out.data(), nullptr);
    }
    synthesis_ms = std::min(synthesis_ms, milliseconds_since(start) / count);
  }
  std::cout << seam.sample_rate << " Hz, " << name << ": analysis " << analysis_ms
            << " ms a frame, synthesis " << synthesis_ms << " ms a frame\n";
}

}  // namespace

TEST_CASE("what a frame costs", "[.bench]") {
  for (const double rate : {44100.0, 48000.0, 96000.0}) {
    const auto start = std::chrono::steady_clock::now();
    const Seam seam(rate);
    std::cout << rate << " Hz: tables " << milliseconds_since(start) << " ms\n";
    report("music", seam, music(rate, 3.0));
    report("noise", seam, noise(rate, 3.0, 0.3));
  }
}
