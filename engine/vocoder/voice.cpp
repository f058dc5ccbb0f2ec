// One voice of the learned vocoder: its excitation and the overlap-add of its frames.
#include "vocoder/voice.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace hemiola::vocoder {
namespace {

constexpr float kSmallestEnergy = 1e-14f;

float at(const float* values, const Between& place) {
  return values[place.lower] + place.part * (values[place.lower + 1] - values[place.lower]);
}

// Interpolating a spectrum between bins, a fraction p of the way, multiplies the frame in time by
// |1 - p + p exp(i x)|, with x half a turn at the frame's edges. Returns the factor that undoes the
// energy loss of a frame with a Hann window.
float regain_of(double part) {
  constexpr int kPoints = 64;
  double whole = 0, left = 0;
  for (int i = 0; i < kPoints; ++i) {
    const double x = 2 * std::numbers::pi * ((i + 0.5) / kPoints - 0.5);
    const double window = std::pow(0.5 + 0.5 * std::cos(x), 2);
    whole += window;
    left += window * std::norm(std::complex<double>(1 - part) + std::polar(part, x));
  }
  return static_cast<float>(std::sqrt(whole / left));
}

}  // namespace

Tables::Tables(const modelfile::Config& config, double sample_rate)
    : shape(config.sound),
      bands(config.geometry.bands),
      excitation(features::make_excitation_tables(config.geometry, sample_rate)),
      frame(features::synthesis_frame(config.geometry, sample_rate)),
      noise(features::make_noise_tables(config.geometry, frame)),
      transform(frame.transform),
      overlap(std::make_shared<features::OverlapTables>(frame)),
      to_bins(bins_at_bins(shape.bin_hz, shape.bins, frame.hz_per_bin(), frame.bins())),
      to_bands(bands_at_bins(config.geometry, frame.hz_per_bin(), frame.bins())),
      to_noise(bands_at_bins(config.geometry, frame.hz_per_bin(), frame.bins(), shape.air)),
      to_knots(knots_in_time(shape.knots, frame.window)),
      knot_step(static_cast<float>(shape.knots - 1) / static_cast<float>(frame.window)) {
  for (const Between& place : to_bins) regain.push_back(regain_of(place.part));
}

Voice::Voice(std::shared_ptr<const Tables> tables, std::uint64_t noise_seed)
    : tables_(std::move(tables)),
      excitation_(tables_->excitation),
      overlap_(tables_->overlap),
      noise_(tables_->noise, noise_seed),
      spectrum_(static_cast<std::size_t>(tables_->frame.bins())),
      noise_spectrum_(spectrum_.size()),
      samples_(static_cast<std::size_t>(tables_->frame.transform)),
      past_tones_(spectrum_.size()),
      factors_(static_cast<std::size_t>(tables_->shape.bins)) {}

void Voice::reset() noexcept {
  excitation_.reset();
  overlap_.reset();
  noise_.reset();
  std::fill(past_tones_.begin(), past_tones_.end(), 0.0f);
}

void Voice::take(const float* log_bands, float* log_rest) noexcept {
  excitation_.take(log_bands);
  const std::vector<float>& rest = excitation_.rest_bands();
  for (std::size_t b = 0; b < rest.size(); ++b)
    log_rest[b] = 0.5f * std::log(std::max(rest[b], kSmallestEnergy));
}

void Voice::give(const float* row, float* samples, float* tail) noexcept {
  const modelfile::SoundShape& shape = tables_->shape;
  const float* rest_gains = row + tables_->bands;
  const float* rest_phase = rest_gains + shape.bins;
  const float* tone_shape = rest_phase + shape.bins;
  paint_tones(row);
  add_frame(tone_shape);
  paint_attacks(rest_gains, rest_phase);
  const float* noise_gains = tone_shape + 2 * shape.knots;
  add_noise(noise_gains, noise_gains + shape.noise_bands(tables_->bands));
  add_frame(tone_shape + shape.knots);
  std::fill_n(samples, tables_->frame.hop, 0.0f);
  overlap_.add_hop(samples);
  if (tail == nullptr) return;
  std::fill_n(tail, tables_->frame.hop, 0.0f);
  overlap_.add_tail(tail);
}

void Voice::paint_tones(const float* gains) noexcept {
  if (tables_->shape.gain_per_tone) return excitation_.paint_tones(gains, past_tones_, spectrum_);
  excitation_.paint_tones(past_tones_, spectrum_);
  std::copy_n(spectrum_.data(), past_tones_.size(), past_tones_.data());
  for (std::size_t bin = 0; bin < past_tones_.size(); ++bin)
    if (past_tones_[bin] != 0.0f) spectrum_[bin] *= std::exp(at(gains, tables_->to_bands[bin]));
}

void Voice::paint_attacks(const float* gains, const float* phases) noexcept {
  for (std::size_t i = 0; i < factors_.size(); ++i) {
    const float gain = std::exp(gains[i]);
    factors_[i] = {gain * std::cos(phases[i]), gain * std::sin(phases[i])};
  }
  excitation_.paint_attacks(spectrum_);
  std::fill(spectrum_.data() + tables_->to_bins.size(), spectrum_.data() + spectrum_.size(), 0.0f);
  for (std::size_t bin = 0; bin < tables_->to_bins.size(); ++bin) {
    const Between& place = tables_->to_bins[bin];
    const std::complex<float> low = factors_[static_cast<std::size_t>(place.lower)];
    const std::complex<float> high = factors_[static_cast<std::size_t>(place.lower) + 1];
    spectrum_[bin] *= tables_->regain[bin] * (low + place.part * (high - low));
  }
}

void Voice::add_noise(const float* gains, const float* roughness) noexcept {
  const std::vector<float>& magnitudes = excitation_.noise_magnitudes();
  noise_.paint(magnitudes, noise_spectrum_);
  const std::vector<float>& levels = noise_.levels();
  for (std::size_t bin = 0; bin < magnitudes.size(); ++bin) {
    if (magnitudes[bin] == 0.0f) continue;
    const Between& place = tables_->to_noise[bin];
    const float rough = 0.5f + 0.5f * at(roughness, place);
    spectrum_[bin] +=
        std::exp(at(gains, place)) * (1 + rough * (levels[bin] - 1)) * noise_spectrum_[bin];
  }
}

void Voice::add_frame(const float* knots) noexcept {
  tables_->transform.inverse(spectrum_, samples_);
  const auto half = static_cast<std::size_t>(tables_->frame.window / 2);
  float* const past = samples_.data() + samples_.size() - half;
  // Between two knots the factor changes by a constant ratio per sample.
  for (std::size_t i = 0; i < tables_->to_knots.size();) {
    const Between& place = tables_->to_knots[i];
    float factor = std::exp(at(knots, place));
    const float ratio =
        std::exp((knots[place.lower + 1] - knots[place.lower]) * tables_->knot_step);
    for (; i < tables_->to_knots.size() && tables_->to_knots[i].lower == place.lower; ++i) {
      (i < half ? past[i] : samples_[i - half]) *= factor;
      factor *= ratio;
    }
  }
  overlap_.add(samples_.data());
}

}  // namespace hemiola::vocoder
