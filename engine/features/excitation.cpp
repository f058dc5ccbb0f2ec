// Separates frames of log bands into steady tones, kept in phase, and the rest.
#include "features/excitation.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "features/attack_phase.h"
#include "features/inversion.h"
#include "features/noise.h"
#include "features/oscillators.h"
#include "features/tones.h"

namespace hemiola::features {

namespace {

// +40 dB: keeps a broken frame finite.
constexpr float kLoudestLog = 4.6f;
// Bands within 6 dB of the floor are silence. A model that does not quite reach the floor would
// otherwise leave a hiss of -70 dB, as there are hundreds of bands.
constexpr double kSilentAboveFloor = 2.0;
// Number of bands, below the highest one's peak, over which computed phases fade out.
constexpr double kFadeBands = 1.0;

// [bins] 1 up to the last bands, 0 from the highest band's peak on.
std::vector<float> fade_at_the_top(const Geometry& geometry, const SynthesisFrame& frame) {
  std::vector<float> fade;
  const double end = band_hz(geometry, geometry.bands - 1);
  const double begin = band_hz(geometry, geometry.bands - 1 - kFadeBands);
  for (int bin = 0; bin < frame.bins(); ++bin) {
    const double part = std::clamp((end - bin * frame.hz_per_bin()) / (end - begin), 0.0, 1.0);
    fade.push_back(static_cast<float>(geometry.axis == Axis::pitch ? part : 1.0));
  }
  return fade;
}

// Where an attack enters it; the rise differs by band. On the mel axis it is the frame.
int analysis_window(const Geometry& geometry, const SynthesisFrame& frame) {
  const int fall = lookback_samples(geometry, frame.sample_rate);
  return geometry.axis == Axis::pitch ? 2 * fall : frame.window;
}

}  // namespace

SynthesisFrame synthesis_frame(const Geometry& geometry, double sample_rate) {
  const int window = 2 * synthesis_latency_samples(geometry, sample_rate);
  return {window, smooth_even_size(window), hop_samples(geometry, sample_rate), sample_rate};
}

class ExcitationTables {
 public:
  ExcitationTables(const Geometry& shape, double sample_rate)
      : geometry(shape),
        frame(synthesis_frame(shape, sample_rate)),
        inversion(invert_bands(shape, frame)),
        oscillators(frame),
        air(shape, frame),
        fade(fade_at_the_top(shape, frame)),
        silent_log(static_cast<float>(std::log(kSilentAboveFloor * shape.floor))) {
    if (geometry.axis == Axis::pitch) tone_shapes = std::make_shared<ToneShapes>(geometry);
  }

  Geometry geometry;
  SynthesisFrame frame;
  SparseRows inversion;
  Oscillators oscillators;
  AirTables air;
  std::vector<float> fade;                        // [bins]
  std::shared_ptr<const ToneShapes> tone_shapes;  // null on the mel axis: no tones there
  float silent_log;
};

std::shared_ptr<const ExcitationTables> make_excitation_tables(const Geometry& geometry,
                                                               double sample_rate) {
  const int hop = sample_rate > 0.0 ? hop_samples(geometry, sample_rate) : 0;
  if (hop < 1 || synthesis_latency_samples(geometry, sample_rate) < hop) {
    throw std::invalid_argument("features: the synthesis window must span two hops at least");
  }
  return std::make_shared<ExcitationTables>(geometry, sample_rate);
}

struct Excitation::State {
  explicit State(std::shared_ptr<const ExcitationTables> shared)
      : tables(std::move(shared)),
        tracker(tables->geometry, tables->tone_shapes,
                tables->frame.hop / tables->frame.sample_rate),
        strength(static_cast<std::size_t>(tables->geometry.bands)),
        magnitudes(static_cast<std::size_t>(tables->frame.bins())),
        noise(magnitudes.size()),
        attack(tables->frame, analysis_window(tables->geometry, tables->frame)) {
    lobes.reserve(2 * strength.size());
  }

  std::shared_ptr<const ExcitationTables> tables;
  ToneTracker tracker;
  std::vector<float> strength;    // [bands] energy; magnitude on the mel axis
  std::vector<float> magnitudes;  // [bins]
  std::vector<float> noise;       // [bins] the same, extended above the bands
  AttackPhase attack;
  std::vector<Lobe> lobes;  // of the last frame's tones
};

Excitation::Excitation(std::shared_ptr<const ExcitationTables> tables)
    : state_(std::make_unique<State>(std::move(tables))) {}
Excitation::~Excitation() = default;
Excitation::Excitation(Excitation&&) noexcept = default;
Excitation& Excitation::operator=(Excitation&&) noexcept = default;

const SynthesisFrame& Excitation::frame() const noexcept { return state_->tables->frame; }
const std::vector<float>& Excitation::rest_bands() const noexcept { return state_->strength; }
const std::vector<float>& Excitation::rest_magnitudes() const noexcept {
  return state_->magnitudes;
}
const std::vector<float>& Excitation::noise_magnitudes() const noexcept { return state_->noise; }

void Excitation::reset() noexcept {
  state_->tracker.reset();
  state_->attack.reset();
}

void Excitation::take(const float* log_bands) noexcept {
  const ExcitationTables& tables = *state_->tables;
  std::vector<float>& strength = state_->strength;
  std::vector<float>& magnitudes = state_->magnitudes;
  const bool is_energy = tables.geometry.axis == Axis::pitch;
  for (std::size_t band = 0; band < strength.size(); ++band) {
    // False for NaN, which becomes silence.
    const bool is_audible = log_bands[band] > tables.silent_log;
    const float log = is_audible ? std::min(log_bands[band], kLoudestLog) : 0.0f;
    strength[band] = is_audible ? std::exp(is_energy ? 2.0f * log : log) : 0.0f;
  }
  if (is_energy) state_->tracker.process(strength.data());
  std::fill(magnitudes.begin(), magnitudes.end(), 0.0f);
  tables.inversion.add_product(strength.data(), magnitudes.data());
  if (is_energy)
    for (float& value : magnitudes) value = std::sqrt(value);
  std::copy(magnitudes.begin(), magnitudes.end(), state_->noise.begin());
  tables.air.extend(state_->noise);
}

void Excitation::paint_attacks(AlignedBuffer<std::complex<float>>& spectrum) noexcept {
  state_->attack.paint(state_->magnitudes, spectrum);
  const std::vector<float>& fade = state_->tables->fade;
  for (std::size_t bin = 0; bin < fade.size(); ++bin) spectrum[bin] *= fade[bin];
}

const std::vector<Lobe>& Excitation::lobes() const noexcept { return state_->lobes; }

void Excitation::paint_tones(const std::vector<std::complex<float>>& past,
                             AlignedBuffer<std::complex<float>>& spectrum) noexcept {
  state_->tables->oscillators.lobes_of(state_->tracker.tones(), past, state_->lobes);
  spectrum.clear();
  for (const Lobe& lobe : state_->lobes)
    for (int k = 0; k < lobe.count; ++k)
      spectrum[static_cast<std::size_t>(lobe.first + k)] += lobe.bins[static_cast<std::size_t>(k)];
}

void Excitation::paint_tones(const float* log_gains, std::vector<std::complex<float>>& past,
                             AlignedBuffer<std::complex<float>>& spectrum) noexcept {
  paint_tones(past, spectrum);
  std::copy_n(spectrum.data(), past.size(), past.data());
  spectrum.clear();
  for (const Lobe& lobe : state_->lobes) {
    const int below =
        std::clamp(static_cast<int>(lobe.position), 0, state_->tables->geometry.bands - 2);
    const float part = lobe.position - static_cast<float>(below);
    const float gain =
        std::exp(log_gains[below] + part * (log_gains[below + 1] - log_gains[below]));
    for (int k = 0; k < lobe.count; ++k)
      spectrum[static_cast<std::size_t>(lobe.first + k)] +=
          gain * lobe.bins[static_cast<std::size_t>(k)];
  }
}

}  // namespace hemiola::features
