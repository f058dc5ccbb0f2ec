// A rival: phase-gradient heap integration over the whole spectrum, without oscillators or passes.
#include <complex>
#include <numbers>

#include "baselines/inverse_frames.h"
#include "baselines/synthesizer.h"
#include "features/phase.h"

namespace hemiola::baselines {
namespace {

class PhaseIntegration : public StreamingSynthesizer {
 public:
  PhaseIntegration(const features::Geometry& geometry, double sample_rate)
      : StreamingSynthesizer(geometry, sample_rate),
        frames_(geometry, sample_rate),
        phase_(frames_.frame),
        sum_(frames_.overlap),
        magnitudes_(static_cast<std::size_t>(frames_.frame.bins())),
        phases_(magnitudes_.size()),
        spectrum_(magnitudes_.size()),
        samples_(static_cast<std::size_t>(frames_.frame.transform)) {}

  int latency_samples() const noexcept override { return frames_.frame.window / 2; }
  void reset() noexcept override {
    phase_.reset();
    sum_.reset();
  }
  void process(const float* log_bands, float* samples) noexcept override {
    frames_.magnitudes_of(log_bands, magnitudes_.data());
    phase_.process(magnitudes_.data(), phases_.data());
    for (std::size_t bin = 0; bin < magnitudes_.size(); ++bin)
      spectrum_[bin] = std::polar(magnitudes_[bin], 2 * std::numbers::pi_v<float> * phases_[bin]);
    frames_.transform.inverse(spectrum_, samples_);
    sum_.add(samples_.data());
    std::fill_n(samples, frames_.frame.hop, 0.0f);
    sum_.add_hop(samples);
  }

 private:
  InverseFrames frames_;
  features::PhaseIntegrator phase_;
  features::OverlapAdd sum_;
  std::vector<float> magnitudes_, phases_;  // [bins]
  features::AlignedBuffer<std::complex<float>> spectrum_;
  features::AlignedBuffer<float> samples_;
};

}  // namespace

std::unique_ptr<Synthesizer> make_phase_integration(const features::Geometry& geometry,
                                                    double sample_rate) {
  return std::make_unique<PhaseIntegration>(with_long_frames(geometry), sample_rate);
}

}  // namespace hemiola::baselines
