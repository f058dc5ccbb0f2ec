// Log-spectrum frames back to samples: band inversion, single-pass phase, overlap-add.
#include "features/synthesis.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "features/inversion.h"
#include "features/phase.h"
#include "features/transform.h"

namespace hemiola::features {

namespace {

// +40 dB: a broken frame stays finite and does not get through the loudspeaker's fuse.
constexpr float kLoudestLog = 4.6f;
// What is that close to the floor (6 dB) is silence; a model that meets the floor only nearly
// would leave a hiss of -70 dB otherwise, as there are hundreds of bands.
constexpr double kSilentAboveFloor = 2.0;

}  // namespace

class SynthesisTables {
 public:
  SynthesisTables(const Geometry& geometry, double sample_rate)
      : axis(geometry.axis),
        hop(hop_samples(geometry, sample_rate)),
        bands(geometry.bands),
        half(synthesis_latency_samples(geometry, sample_rate)),
        transform(smooth_even_size(2 * half)),
        inversion(invert_bands(geometry, {2 * half, transform.size(), sample_rate})),
        phase{transform.bins(), transform.size(), 2 * half, hop},
        silent_log(static_cast<float>(std::log(kSilentAboveFloor * geometry.floor))) {
    for (int i = 0; i < 2 * half; ++i) {
      window.push_back(static_cast<float>(0.5 - 0.5 * std::cos(std::numbers::pi * i / half)));
    }
    // What overlapping frames add up to, at each place in a hop: no hop needs to divide the window.
    for (int i = 0; i < hop; ++i) {
      double sum = 0.0;
      for (int at = i; at < 2 * half; at += hop) {
        const double w = window[static_cast<std::size_t>(at)];
        sum += w * w;
      }
      gain.push_back(static_cast<float>(1.0 / sum));
    }
    for (float& w : window) w /= static_cast<float>(transform.size());
  }

  Axis axis;
  int hop;
  int bands;
  int half;  // of the window, samples
  RealTransform transform;
  SparseRows inversion;
  PhaseShape phase;
  float silent_log;
  std::vector<float> window;  // [2 half] divided by the transform's size
  std::vector<float> gain;    // [hop]
};

std::shared_ptr<const SynthesisTables> make_synthesis_tables(const Geometry& geometry,
                                                             double sample_rate) {
  const int hop = sample_rate > 0.0 ? hop_samples(geometry, sample_rate) : 0;
  if (hop < 1 || 2 * synthesis_latency_samples(geometry, sample_rate) < 2 * hop) {
    throw std::invalid_argument("features: the synthesis window must span two hops at least");
  }
  return std::make_shared<SynthesisTables>(geometry, sample_rate);
}

struct Synthesiser::State {
  explicit State(std::shared_ptr<const SynthesisTables> shared)
      : tables(std::move(shared)),
        phase(tables->phase),
        strength(static_cast<std::size_t>(tables->bands)),
        magnitudes(static_cast<std::size_t>(tables->transform.bins())),
        phases(static_cast<std::size_t>(tables->transform.bins())),
        spectrum(static_cast<std::size_t>(tables->transform.bins())),
        sum(static_cast<std::size_t>(2 * tables->half)) {}

  void take(const float* log_bands) noexcept;
  void add_frame() noexcept;

  std::shared_ptr<const SynthesisTables> tables;
  PhaseIntegrator phase;
  std::vector<float> strength;    // [bands] energy; magnitude on the mel axis
  std::vector<float> magnitudes;  // [bins]
  std::vector<float> phases;      // [bins] turns
  AlignedBuffer<std::complex<float>> spectrum;
  std::vector<float> sum;  // [2 half] of windowed frames, from the oldest unfinished sample on
};

void Synthesiser::State::take(const float* log_bands) noexcept {
  const bool is_power = tables->axis == Axis::pitch;
  for (int band = 0; band < tables->bands; ++band) {
    // A comparison with NaN is false: it becomes silence.
    const bool audible = log_bands[band] > tables->silent_log;
    const float log = audible ? std::min(log_bands[band], kLoudestLog) : 0.0f;
    strength[static_cast<std::size_t>(band)] =
        audible ? std::exp(is_power ? 2.0f * log : log) : 0.0f;
  }
  std::fill(magnitudes.begin(), magnitudes.end(), 0.0f);
  tables->inversion.add_product(strength.data(), magnitudes.data());
  if (is_power) {
    for (float& value : magnitudes) value = std::sqrt(value);
  }
}

void Synthesiser::State::add_frame() noexcept {
  for (std::size_t bin = 0; bin < magnitudes.size(); ++bin) {
    const float angle = 2.0f * std::numbers::pi_v<float> * phases[bin];
    spectrum[bin] = {magnitudes[bin] * std::cos(angle), magnitudes[bin] * std::sin(angle)};
  }
  tables->transform.inverse(spectrum);
  // Time zero of the transform is the frame's centre; its past lies at the transform's end.
  const float* samples = as_samples(spectrum);
  const auto half = static_cast<std::size_t>(tables->half);
  const float* past = samples + tables->transform.size() - tables->half;
  const float* window = tables->window.data();
  for (std::size_t i = 0; i < half; ++i) sum[i] += window[i] * past[i];
  for (std::size_t i = 0; i < half; ++i) sum[half + i] += window[half + i] * samples[i];
}

Synthesiser::Synthesiser(std::shared_ptr<const SynthesisTables> tables)
    : state_(std::make_unique<State>(std::move(tables))) {}
Synthesiser::~Synthesiser() = default;
Synthesiser::Synthesiser(Synthesiser&&) noexcept = default;
Synthesiser& Synthesiser::operator=(Synthesiser&&) noexcept = default;

int Synthesiser::hop() const noexcept { return state_->tables->hop; }
int Synthesiser::bands() const noexcept { return state_->tables->bands; }
int Synthesiser::latency_samples() const noexcept { return state_->tables->half; }

void Synthesiser::reset() noexcept {
  state_->phase.reset();
  std::fill(state_->sum.begin(), state_->sum.end(), 0.0f);
}

void Synthesiser::process(const float* log_bands, float* samples, float* tail) noexcept {
  state_->take(log_bands);
  state_->phase.process(state_->magnitudes.data(), state_->phases.data());
  state_->add_frame();

  const std::vector<float>& gain = state_->tables->gain;
  std::vector<float>& sum = state_->sum;
  for (std::size_t i = 0; i < gain.size(); ++i) samples[i] = gain[i] * sum[i];
  const auto hop = static_cast<std::ptrdiff_t>(gain.size());
  std::copy(sum.begin() + hop, sum.end(), sum.begin());
  std::fill(sum.end() - hop, sum.end(), 0.0f);
  if (tail == nullptr) return;
  for (std::size_t i = 0; i < gain.size(); ++i) {
    const float fade = 1.0f - static_cast<float>(i + 1) / static_cast<float>(hop);
    tail[i] = fade * gain[i] * sum[i];
  }
}

}  // namespace hemiola::features
