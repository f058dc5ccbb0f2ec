// Log-spectrum frames back to samples: tones as oscillators, the rest by phase integration.
#include "features/synthesis.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "features/inversion.h"
#include "features/oscillators.h"
#include "features/overlap.h"
#include "features/phase.h"
#include "features/tones.h"
#include "features/transform.h"

namespace hemiola::features {

namespace {

// +40 dB: a broken frame stays finite.
constexpr float kLoudestLog = 4.6f;
// What is that close to the floor (6 dB) is silence; a model that meets the floor only nearly
// would leave a hiss of -70 dB otherwise, as there are hundreds of bands.
constexpr double kSilentAboveFloor = 2.0;
// Passes that make a frame agree with the sound before it. Frames that disagree cancel in part:
// white noise loses 3.4 dB with no pass, 1.1 with three, 0.7 with five; each costs 15 us, and the
// echo before a click rises by 3 to 5 dB.
constexpr int kPasses = 3;
// Half a decibel, most of what the frames of noise still lose.
constexpr float kRestGain = 1.06f;

SynthesisFrame frame_of(const Geometry& geometry, double sample_rate) {
  const int window = 2 * synthesis_latency_samples(geometry, sample_rate);
  return {window, smooth_even_size(window), hop_samples(geometry, sample_rate), sample_rate};
}

}  // namespace

class SynthesisTables {
 public:
  SynthesisTables(const Geometry& shape, double sample_rate)
      : geometry(shape),
        frame(frame_of(shape, sample_rate)),
        transform(frame.transform),
        inversion(invert_bands(shape, frame)),
        overlap(std::make_shared<OverlapTables>(frame)),
        oscillators(frame),
        silent_log(static_cast<float>(std::log(kSilentAboveFloor * shape.floor))) {
    if (geometry.axis == Axis::pitch) tone_shapes = std::make_shared<ToneShapes>(geometry);
  }

  Geometry geometry;
  SynthesisFrame frame;
  RealTransform transform;
  SparseRows inversion;
  std::shared_ptr<const OverlapTables> overlap;
  Oscillators oscillators;
  std::shared_ptr<const ToneShapes> tone_shapes;  // null on the mel axis: no tones there
  float silent_log;
};

std::shared_ptr<const SynthesisTables> make_synthesis_tables(const Geometry& geometry,
                                                             double sample_rate) {
  const int hop = sample_rate > 0.0 ? hop_samples(geometry, sample_rate) : 0;
  if (hop < 1 || synthesis_latency_samples(geometry, sample_rate) < hop) {
    throw std::invalid_argument("features: the synthesis window must span two hops at least");
  }
  return std::make_shared<SynthesisTables>(geometry, sample_rate);
}

struct Synthesiser::State {
  explicit State(std::shared_ptr<const SynthesisTables> shared)
      : tables(std::move(shared)),
        tracker(tables->geometry, tables->tone_shapes,
                tables->frame.hop / tables->frame.sample_rate),
        phase(tables->frame),
        rest(tables->overlap),
        tones(tables->overlap),
        strength(static_cast<std::size_t>(tables->geometry.bands)),
        magnitudes(static_cast<std::size_t>(tables->frame.bins())),
        phases(magnitudes.size()),
        spectrum(magnitudes.size()),
        samples(static_cast<std::size_t>(tables->frame.transform)),
        past(magnitudes.size()) {}

  void take(const float* log_bands) noexcept;
  void add_tones() noexcept;
  void add_rest() noexcept;
  void agree_with_past() noexcept;

  std::shared_ptr<const SynthesisTables> tables;
  ToneTracker tracker;
  PhaseIntegrator phase;
  OverlapAdd rest;  // what is no tone
  OverlapAdd tones;
  std::vector<float> strength;    // [bands] energy; magnitude on the mel axis
  std::vector<float> magnitudes;  // [bins] of the rest
  std::vector<float> phases;      // [bins] turns
  AlignedBuffer<std::complex<float>> spectrum;
  AlignedBuffer<float> samples;           // of one frame, around its centre
  std::vector<std::complex<float>> past;  // [bins] of the frame before, rest and tones
};

// Bands to magnitudes of the rest, and to tones.
void Synthesiser::State::take(const float* log_bands) noexcept {
  const bool is_energy = tables->geometry.axis == Axis::pitch;
  for (std::size_t band = 0; band < strength.size(); ++band) {
    // A comparison with NaN is false: it becomes silence.
    const bool is_audible = log_bands[band] > tables->silent_log;
    const float log = is_audible ? std::min(log_bands[band], kLoudestLog) : 0.0f;
    strength[band] = is_audible ? std::exp(is_energy ? 2.0f * log : log) : 0.0f;
  }
  if (is_energy) tracker.process(strength.data());
  std::fill(magnitudes.begin(), magnitudes.end(), 0.0f);
  tables->inversion.add_product(strength.data(), magnitudes.data());
  for (float& value : magnitudes) value = kRestGain * (is_energy ? std::sqrt(value) : value);
}

void Synthesiser::State::add_tones() noexcept {
  tables->oscillators.paint(tracker.tones(), past, spectrum);
  std::copy_n(spectrum.data(), past.size(), past.data());
  tables->transform.inverse(spectrum, samples);
  tones.add(samples.data());
}

void Synthesiser::State::add_rest() noexcept {
  phase.process(magnitudes.data(), phases.data());
  for (std::size_t bin = 0; bin < magnitudes.size(); ++bin) {
    const float angle = 2.0f * std::numbers::pi_v<float> * phases[bin];
    spectrum[bin] = {magnitudes[bin] * std::cos(angle), magnitudes[bin] * std::sin(angle)};
  }
  for (int pass = 0; pass < kPasses; ++pass) agree_with_past();
  phase.adopt(spectrum.data());
  for (std::size_t bin = 0; bin < past.size(); ++bin) past[bin] += spectrum[bin];
  tables->transform.inverse(spectrum, samples);
  rest.add(samples.data());
}

// One pass of real-time iterative spectrogram inversion (Beauregard, Zhu and Wyse, DAFx 2005):
// the phases that the frame would have in the sound as it stands now, with its own magnitudes.
void Synthesiser::State::agree_with_past() noexcept {
  tables->transform.inverse(spectrum, samples);
  rest.preview(samples.data());
  tables->transform.forward(samples, spectrum);
  for (std::size_t bin = 0; bin < magnitudes.size(); ++bin) {
    const float power = std::norm(spectrum[bin]);
    spectrum[bin] *= power > 0.0f ? magnitudes[bin] / std::sqrt(power) : 0.0f;
  }
}

Synthesiser::Synthesiser(std::shared_ptr<const SynthesisTables> tables)
    : state_(std::make_unique<State>(std::move(tables))) {}
Synthesiser::~Synthesiser() = default;
Synthesiser::Synthesiser(Synthesiser&&) noexcept = default;
Synthesiser& Synthesiser::operator=(Synthesiser&&) noexcept = default;

int Synthesiser::hop() const noexcept { return state_->tables->frame.hop; }
int Synthesiser::bands() const noexcept { return state_->tables->geometry.bands; }
int Synthesiser::latency_samples() const noexcept { return state_->tables->frame.window / 2; }

void Synthesiser::reset() noexcept {
  state_->tracker.reset();
  state_->phase.reset();
  state_->rest.reset();
  state_->tones.reset();
  std::fill(state_->past.begin(), state_->past.end(), 0.0f);
}

void Synthesiser::process(const float* log_bands, float* samples, float* tail) noexcept {
  state_->take(log_bands);
  state_->add_tones();
  state_->add_rest();
  std::fill_n(samples, hop(), 0.0f);
  state_->rest.add_hop(samples);
  state_->tones.add_hop(samples);
  if (tail == nullptr) return;
  std::fill_n(tail, hop(), 0.0f);
  state_->rest.add_tail(tail);
  state_->tones.add_tail(tail);
}

}  // namespace hemiola::features
