// Fast Griffin-Lim: iterates to consistent phases over the whole sound. Cannot stream.
#include <complex>
#include <numbers>

#include "baselines/inverse_frames.h"
#include "baselines/synthesizer.h"

namespace hemiola::baselines {
namespace {

constexpr int kIterations = 32;
constexpr float kMomentum = 0.99f / 1.99f;  // 0.99, in the form that needs no second transform
constexpr std::uint32_t kSeed = 1;

using Bins = std::vector<std::complex<float>>;  // [frames][bins]

class GriffinLim : public Synthesizer {
 public:
  GriffinLim(const features::Geometry& geometry, double sample_rate)
      : sample_rate_(sample_rate),
        frames_(geometry, sample_rate),
        width_(static_cast<std::size_t>(frames_.frame.bins())),
        hop_(static_cast<std::size_t>(frames_.frame.hop)),
        spectrum_(width_),
        block_(static_cast<std::size_t>(frames_.frame.transform)) {}

  std::vector<float> sound(const std::vector<float>& log_bands, std::size_t length) override {
    const auto bands = static_cast<std::size_t>(frames_.geometry.bands);
    const std::size_t count = log_bands.size() / bands;
    std::vector<float> magnitudes(count * width_);
    for (std::size_t t = 0; t < count; ++t)
      frames_.magnitudes_of(&log_bands[t * bands], &magnitudes[t * width_]);
    Bins bins(magnitudes.size()), before(magnitudes.size());
    std::uint32_t random = kSeed;
    for (std::size_t i = 0; i < bins.size(); ++i) {
      random = random * 1664525u + 1013904223u;
      bins[i] = std::polar(magnitudes[i], 2 * std::numbers::pi_v<float> *
                                              static_cast<float>(random) / 4294967296.0f);
    }
    for (int i = 0; i < kIterations; ++i) {
      const std::vector<float> stream = sound_of(bins);
      Bins seen = spectra_of(stream, count);
      for (std::size_t k = 0; k < bins.size(); ++k) {
        const std::complex<float> wanted = seen[k] - kMomentum * before[k];
        const float power = std::norm(wanted);
        bins[k] = power > 0 ? wanted * (magnitudes[k] / std::sqrt(power)) : 0.0f;
      }
      before = std::move(seen);
    }
    return aligned(sound_of(bins), frames_.geometry, sample_rate_, frames_.frame.window / 2,
                   length);
  }

 private:
  std::size_t tail_hops() const {
    return (static_cast<std::size_t>(frames_.frame.window) + hop_ - 1) / hop_;
  }

  // Frame t is centred at sample t * hop + window / 2.
  std::vector<float> sound_of(const Bins& bins) {
    const std::size_t count = bins.size() / width_;
    features::OverlapAdd sum(frames_.overlap);
    std::vector<float> stream((count + tail_hops()) * hop_);
    for (std::size_t t = 0; t < count + tail_hops(); ++t) {
      if (t < count) {
        std::copy_n(&bins[t * width_], width_, spectrum_.data());
        frames_.transform.inverse(spectrum_, block_);
        sum.add(block_.data());
      }
      sum.add_hop(&stream[t * hop_]);
    }
    return stream;
  }

  Bins spectra_of(const std::vector<float>& stream, std::size_t count) {
    const auto window = static_cast<std::size_t>(frames_.frame.window);
    const auto transform = static_cast<std::size_t>(frames_.frame.transform);
    const std::vector<float>& hann = frames_.overlap->window;
    Bins bins(count * width_);
    for (std::size_t t = 0; t < count; ++t) {
      block_.clear();
      for (std::size_t i = 0; i < window; ++i)
        block_[(i + transform - window / 2) % transform] =
            hann[i] * stream[t * hop_ + i] * static_cast<float>(transform);
      frames_.transform.forward(block_, spectrum_);
      std::copy_n(spectrum_.data(), width_, &bins[t * width_]);
    }
    return bins;
  }

  double sample_rate_;
  InverseFrames frames_;
  std::size_t width_, hop_;
  features::AlignedBuffer<std::complex<float>> spectrum_;
  features::AlignedBuffer<float> block_;
};

}  // namespace

std::unique_ptr<Synthesizer> make_griffin_lim(const features::Geometry& geometry,
                                              double sample_rate) {
  return std::make_unique<GriffinLim>(with_long_frames(geometry), sample_rate);
}

}  // namespace hemiola::baselines
