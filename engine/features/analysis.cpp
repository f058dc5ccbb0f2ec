// Samples to log-spectrum frames: windows that peak together, their spectra, their bands.
#include "features/analysis.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>

#include "features/bands.h"
#include "features/transform.h"

namespace hemiola::features {

namespace {

// Louder than any signal; its power is still finite in single precision.
constexpr float kLoudest = 1e3f;
// -200 dB: quieter samples count as zero, so that no power becomes a denormal number.
constexpr float kQuietest = 1e-10f;

// At the published rate magnitudes are those of a Hann window of 2 048 samples; at other rates the
// same tone gives the same number.
constexpr double kPaperWindowSum = 1024.0;
constexpr double kPaperHzPerBin = 22050.0 / 2048.0;

std::vector<float> half_hanns(int rise, int fall) {
  std::vector<float> window;
  for (int i = 0; i < rise; ++i) {
    window.push_back(static_cast<float>(hann(std::numbers::pi * i / rise)));
  }
  for (int i = 0; i < fall; ++i) {
    window.push_back(static_cast<float>(0.5 + 0.5 * std::cos(std::numbers::pi * i / fall)));
  }
  return window;
}

struct WindowClass {
  std::vector<float> window;
  std::unique_ptr<RealTransform> transform;
  SparseRows bands;
};

WindowClass make_class(const Geometry& geometry, std::size_t index, double sample_rate) {
  const Window& shape = geometry.windows[index];
  const int rise = static_cast<int>(std::lround(shape.rise_seconds * sample_rate));
  WindowClass made;
  made.window = half_hanns(rise, lookback_samples(geometry, sample_rate));
  const int length = static_cast<int>(made.window.size());
  const double padded = padded_seconds(geometry, index) * sample_rate;
  const int size = smooth_even_size(std::max(length, static_cast<int>(padded)));
  made.transform = std::make_unique<RealTransform>(size);
  double sum = 0.0;
  double sum_of_squares = 0.0;
  for (const double w : made.window) {
    sum += w;
    sum_of_squares += w * w;
  }
  const double hz_per_bin = sample_rate / size;
  if (geometry.axis == Axis::mel) {
    const double scale = kPaperWindowSum / sum * hz_per_bin / kPaperHzPerBin;
    made.bands = sample_mel_bands(geometry, hz_per_bin, made.transform->bins(), scale);
    return made;
  }
  // One-sided power per hertz: its integral is the windowed mean square, for tones and noise and
  // any window. A full-scale sine in one band has the amplitude 0.71.
  const double density = 2.0 / (sum_of_squares * sample_rate);
  std::vector<double> scales;
  for (int band = 0; band < geometry.bands; ++band) {
    scales.push_back(density * class_shares(geometry, band)[index]);
  }
  made.bands = integrate_pitch_bands(geometry, hz_per_bin, made.transform->bins(), scales);
  return made;
}

void check(const Geometry& geometry, double sample_rate) {
  if (!(sample_rate > 0.0) || hop_samples(geometry, sample_rate) < 1) {
    throw std::invalid_argument("features: the hop is shorter than a sample");
  }
  if (geometry.windows.empty() || lookback_samples(geometry, sample_rate) < 1 ||
      geometry.bands < 1 || !(geometry.floor > 0.0)) {
    throw std::invalid_argument("features: the geometry needs windows, bands and a floor");
  }
  for (const Window& window : geometry.windows) {
    if (window.fall_seconds != geometry.windows[0].fall_seconds) {
      throw std::invalid_argument("features: all windows must fall alike, to peak together");
    }
  }
}

}  // namespace

class AnalysisTables {
 public:
  AnalysisTables(const Geometry& geometry, double sample_rate)
      : axis(geometry.axis),
        hop(hop_samples(geometry, sample_rate)),
        bands(geometry.bands),
        floor(static_cast<float>(geometry.floor)),
        log_floor(static_cast<float>(std::log(geometry.floor))) {
    for (std::size_t i = 0; i < geometry.windows.size(); ++i) {
      classes.push_back(make_class(geometry, i, sample_rate));
      longest = std::max(longest, static_cast<int>(classes[i].window.size()));
      largest = std::max(largest, classes[i].transform->size());
      most_columns = std::max(most_columns, classes[i].bands.end_column());
    }
  }

  Axis axis;
  int hop;
  int bands;
  float floor;
  float log_floor;
  int longest = 0;  // window, samples
  int largest = 0;  // transform, samples
  int most_columns = 0;
  std::vector<WindowClass> classes;
};

std::shared_ptr<const AnalysisTables> make_analysis_tables(const Geometry& geometry,
                                                           double sample_rate) {
  check(geometry, sample_rate);
  return std::make_shared<AnalysisTables>(geometry, sample_rate);
}

struct Analyser::State {
  explicit State(std::shared_ptr<const AnalysisTables> shared)
      : tables(std::move(shared)),
        history(static_cast<std::size_t>(std::max(tables->longest, tables->hop))),
        windowed(static_cast<std::size_t>(tables->largest)),
        spectrum(static_cast<std::size_t>(tables->largest / 2 + 1)),
        power(static_cast<std::size_t>(tables->most_columns)) {}

  void take(const float* samples) noexcept;
  void add_bands(const WindowClass& window_class, float* sums) noexcept;
  void to_log(float* bands) const noexcept;

  std::shared_ptr<const AnalysisTables> tables;
  std::vector<float> history;  // newest sample last
  AlignedBuffer<float> windowed;
  AlignedBuffer<std::complex<float>> spectrum;
  std::vector<float> power;  // power; magnitude on the mel axis
};

void Analyser::State::take(const float* samples) noexcept {
  const int hop = tables->hop;
  std::copy(history.begin() + hop, history.end(), history.begin());
  float* newest = history.data() + history.size() - hop;
  for (int i = 0; i < hop; ++i) {
    const float loudness = std::abs(samples[i]);
    const bool audible = loudness > kQuietest && std::isfinite(loudness);
    newest[i] = audible ? std::clamp(samples[i], -kLoudest, kLoudest) : 0.0f;
  }
}

void Analyser::State::add_bands(const WindowClass& window_class, float* sums) noexcept {
  const std::vector<float>& window = window_class.window;
  const float* oldest = history.data() + history.size() - window.size();
  for (std::size_t i = 0; i < window.size(); ++i) windowed[i] = window[i] * oldest[i];
  std::fill(windowed.data() + window.size(), windowed.data() + window_class.transform->size(),
            0.0f);
  window_class.transform->forward(windowed, spectrum);
  const int end = window_class.bands.end_column();
  for (int i = window_class.bands.first_column(); i < end; ++i) {
    const auto bin = static_cast<std::size_t>(i);
    const float re = spectrum[bin].real();
    const float im = spectrum[bin].imag();
    power[bin] = re * re + im * im;
    if (tables->axis == Axis::mel) power[bin] = std::sqrt(power[bin]);
  }
  window_class.bands.add_product(power.data(), sums);
}

void Analyser::State::to_log(float* bands) const noexcept {
  const bool is_power = tables->axis == Axis::pitch;
  const float floor = is_power ? tables->floor * tables->floor : tables->floor;
  const float factor = is_power ? 0.5f : 1.0f;
  for (int i = 0; i < tables->bands; ++i) {
    bands[i] = bands[i] > floor ? factor * std::log(bands[i]) : tables->log_floor;
  }
}

Analyser::Analyser(std::shared_ptr<const AnalysisTables> tables)
    : state_(std::make_unique<State>(std::move(tables))) {}
Analyser::~Analyser() = default;
Analyser::Analyser(Analyser&&) noexcept = default;
Analyser& Analyser::operator=(Analyser&&) noexcept = default;

int Analyser::hop() const noexcept { return state_->tables->hop; }
int Analyser::bands() const noexcept { return state_->tables->bands; }

void Analyser::reset() noexcept { std::fill(state_->history.begin(), state_->history.end(), 0.0f); }

void Analyser::process(const float* samples, float* log_bands) noexcept {
  state_->take(samples);
  std::fill_n(log_bands, state_->tables->bands, 0.0f);
  for (const WindowClass& window_class : state_->tables->classes) {
    state_->add_bands(window_class, log_bands);
  }
  state_->to_log(log_bands);
}

std::vector<float> analyse(const std::shared_ptr<const AnalysisTables>& tables,
                           const std::vector<float>& samples) {
  Analyser analyser(tables);
  const auto hop = static_cast<std::size_t>(analyser.hop());
  const auto bands = static_cast<std::size_t>(analyser.bands());
  const std::size_t frames = (samples.size() + hop - 1) / hop;
  std::vector<float> log_bands(frames * bands);
  std::vector<float> piece(hop);
  for (std::size_t frame = 0; frame < frames; ++frame) {
    const std::size_t begin = frame * hop;
    const std::size_t count = std::min(hop, samples.size() - begin);
    std::copy_n(samples.data() + begin, count, piece.data());
    std::fill(piece.begin() + static_cast<std::ptrdiff_t>(count), piece.end(), 0.0f);
    analyser.process(piece.data(), log_bands.data() + frame * bands);
  }
  return log_bands;
}

std::vector<float> analyse_transposed(const Geometry& geometry, double sample_rate,
                                      const std::vector<float>& samples, double semitones) {
  const Geometry moved = transposed(geometry, semitones);
  const auto tables = make_analysis_tables(moved, sample_rate);
  // Longer windows peak earlier: moves the sound forward to compensate (back for shorter ones).
  const auto ahead = static_cast<std::ptrdiff_t>(lookback_samples(moved, sample_rate)) -
                     lookback_samples(geometry, sample_rate);
  std::vector<float> aligned(samples.size());
  const auto size = std::ssize(samples);
  for (std::ptrdiff_t i = std::max<std::ptrdiff_t>(0, -ahead); i < std::min(size, size - ahead);
       ++i)
    aligned[static_cast<std::size_t>(i)] = samples[static_cast<std::size_t>(i + ahead)];
  return analyse(tables, aligned);
}

}  // namespace hemiola::features
