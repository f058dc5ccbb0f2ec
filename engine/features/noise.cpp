// White noise as frames of a spectrum.
#include "features/noise.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "features/overlap.h"

namespace hemiola::features {

namespace {

constexpr double kAirFadeHz = 500;      // width of the fade below kHighestNoiseHz
constexpr double kAirDbPerOctave = 12;  // slope above the bands
constexpr double kEdgeBands = 1.25;  // from here to its peak, the highest band says what there is

}  // namespace

class NoiseTables {
 public:
  NoiseTables(const Geometry& geometry, const SynthesisFrame& shape)
      : frame(shape), transform(shape.transform) {
    for (const float w : OverlapTables(shape).window)
      window.push_back(w * static_cast<float>(shape.transform));
    const double band = std::exp2(1.0 / geometry.bands_per_octave) - 1;
    for (int bin = 0; bin < frame.bins(); ++bin)
      reach.push_back(geometry.axis == Axis::pitch ? static_cast<int>(bin * band) : 1);
    double squares = 0;
    for (const float w : window) squares += w * w;
    usual = static_cast<float>(std::sqrt(squares / 3));
  }

  SynthesisFrame frame;
  RealTransform transform;
  std::vector<float> window;
  std::vector<int> reach;  // [bins] number of bins to average on either side
  float usual;             // rms magnitude of a bin of noise uniform in +-1
};

std::shared_ptr<const NoiseTables> make_noise_tables(const Geometry& geometry,
                                                     const SynthesisFrame& frame) {
  return std::make_shared<NoiseTables>(geometry, frame);
}

NoiseStream::NoiseStream(std::shared_ptr<const NoiseTables> tables, std::uint64_t seed)
    : tables_(std::move(tables)),
      seed_(seed),
      recent_(static_cast<std::size_t>(tables_->frame.window)),
      samples_(static_cast<std::size_t>(tables_->frame.transform)),
      sums_(static_cast<std::size_t>(tables_->frame.bins()) + 1),
      levels_(sums_.size() - 1, 1.0f) {
  reset();
}

void NoiseStream::reset() noexcept {
  random_.seed(seed_);
  for (float& sample : recent_) sample = next();
}

float NoiseStream::next() noexcept {
  return static_cast<float>(static_cast<std::int64_t>(random_()) * 0x1p-63);
}

void NoiseStream::paint(const std::vector<float>& magnitudes,
                        AlignedBuffer<std::complex<float>>& spectrum) noexcept {
  const NoiseTables& tables = *tables_;
  const auto hop = static_cast<std::ptrdiff_t>(tables.frame.hop);
  std::move(recent_.begin() + hop, recent_.end(), recent_.begin());
  for (auto sample = recent_.end() - hop; sample != recent_.end(); ++sample) *sample = next();
  samples_.clear();
  const std::size_t half = recent_.size() / 2;
  float* const past = samples_.data() + samples_.size() - half;
  for (std::size_t i = 0; i < half; ++i) past[i] = tables.window[i] * recent_[i];
  for (std::size_t i = half; i < recent_.size(); ++i)
    samples_[i - half] = tables.window[i] * recent_[i];
  tables.transform.forward(samples_, spectrum);
  const auto bins = static_cast<int>(spectrum.size());
  for (int bin = 0; bin < bins; ++bin)
    sums_[static_cast<std::size_t>(bin) + 1] =
        sums_[static_cast<std::size_t>(bin)] + std::norm(spectrum[static_cast<std::size_t>(bin)]);
  for (int bin = 0; bin < bins; ++bin) {
    const auto i = static_cast<std::size_t>(bin);
    const int low = std::max(0, bin - tables.reach[i]);
    const int high = std::min(bins, bin + tables.reach[i] + 1);
    const double mean =
        (sums_[static_cast<std::size_t>(high)] - sums_[static_cast<std::size_t>(low)]) /
        (high - low);
    const auto level = static_cast<float>(std::sqrt(std::max(mean, 1e-12)));
    spectrum[i] *= magnitudes[i] / level;
    levels_[i] = level / tables.usual;
  }
}

AirTables::AirTables(const Geometry& geometry, const SynthesisFrame& frame) {
  if (geometry.axis != Axis::pitch) return;
  const double top = band_hz(geometry, geometry.bands - 1), hz_per_bin = frame.hz_per_bin();
  if (top > frame.sample_rate / 2) return;
  low_ = static_cast<int>(top / std::sqrt(2.0) / hz_per_bin);
  first_ = static_cast<int>(top / hz_per_bin);
  edge_ = std::min(first_ - 1,
                   static_cast<int>(band_hz(geometry, geometry.bands - kEdgeBands) / hz_per_bin));
  for (int bin = first_; bin < frame.bins(); ++bin) {
    const double hz = bin * hz_per_bin;
    const double fade = std::clamp((kHighestNoiseHz - hz) / kAirFadeHz, 0.0, 1.0);
    shape_.push_back(static_cast<float>(
        fade * std::pow(10, -kAirDbPerOctave * std::max(0.0, std::log2(hz / top)) / 20)));
  }
}

void AirTables::extend(std::vector<float>& magnitudes) const noexcept {
  if (shape_.empty()) return;
  const auto mean_energy = [&](int from) {
    float energy = 0;
    for (int bin = from; bin < first_; ++bin) {
      const float m = magnitudes[static_cast<std::size_t>(bin)];
      energy += m * m;
    }
    return energy / static_cast<float>(std::max(1, first_ - from));
  };
  const float level = std::sqrt(std::min(mean_energy(low_), mean_energy(edge_)));
  for (std::size_t i = 0; i < shape_.size(); ++i)
    magnitudes[static_cast<std::size_t>(first_) + i] = level * shape_[i];
}

}  // namespace hemiola::features
