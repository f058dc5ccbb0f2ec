// Phase-gradient heap integration.
#include "features/phase.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

namespace hemiola::features {

namespace {

// Gaussian window closest to a Hann window of this length: exp(-pi t^2 / (0.25645 length^2)).
constexpr double kHannGamma = 0.25645;
// Bins this much quieter than the loudest get a random phase: their gradients are noise.
constexpr float kRelativeTolerance = 1e-6f;
// -160 dB relative to a full-scale sine; keeps the logs finite.
constexpr float kQuietest = 1e-5f;
constexpr std::uint32_t kSeed = 0x48454d49;

float wrap(float turns) { return turns - std::floor(turns); }

// Upper half: the float's bits, changed to sort like the numbers. Lower half: the bin.
std::uint64_t entry_of(float log, int bin) {
  const auto bits = std::bit_cast<std::uint32_t>(log);
  const std::uint32_t ordered = bits & 0x80000000u ? ~bits : bits | 0x80000000u;
  return std::uint64_t{ordered} << 32 | static_cast<std::uint32_t>(bin);
}

int bin_of(std::uint64_t entry) { return static_cast<int>(entry & 0xffffffffu); }

}  // namespace

PhaseIntegrator::PhaseIntegrator(const SynthesisFrame& frame) : frame_(frame) {
  const double gamma = kHannGamma * frame.window * frame.window;
  frequency_scale_ = static_cast<float>(frame.hop * static_cast<double>(frame.transform) /
                                        (4.0 * std::numbers::pi * gamma));
  const double angle = std::numbers::pi * frame.hop / frame.window;
  hop_cosine_ = static_cast<float>(std::cos(angle));
  per_hop_sine_ = static_cast<float>(1.0 / std::sin(angle));
  sideways_scale_ = static_cast<float>(-frame.window / std::numbers::pi / frame.transform);
  const auto bins = static_cast<std::size_t>(frame.bins());
  for (std::int64_t bin = 0; bin < frame.bins(); ++bin) {
    const std::int64_t cycles = bin * frame.hop % frame.transform;
    advance_.push_back(static_cast<float>(static_cast<double>(cycles) / frame.transform));
  }
  for (auto* values : {&log_, &past_log_, &forward_, &past_forward_, &sideways_, &past_phase_}) {
    values->resize(bins);
  }
  waits_.resize(bins);
  past_.reserve(bins);
  heap_.reserve(bins + 1);
  reset();
}

void PhaseIntegrator::reset() noexcept {
  std::fill(log_.begin(), log_.end(), std::log(kQuietest));
  std::fill(past_log_.begin(), past_log_.end(), std::log(kQuietest));
  for (auto* values : {&forward_, &past_forward_, &sideways_, &past_phase_}) {
    std::fill(values->begin(), values->end(), 0.0f);
  }
  random_ = kSeed;
}

void PhaseIntegrator::process(const float* magnitudes, float* phases) noexcept {
  take_logs(magnitudes);
  take_gradients();
  for (int bin = 0; bin < frame_.bins(); ++bin) {
    const auto i = static_cast<std::size_t>(bin);
    waits_[i] = magnitudes[bin] > tolerance_;
    if (!waits_[i]) phases[bin] = random_turn();
  }
  start_from_past();
  spread(phases);
  for (int seed = loudest_left(); seed >= 0; seed = loudest_left()) {
    reach(seed, random_turn(), phases);
    spread(phases);
  }
  std::copy_n(phases, frame_.bins(), past_phase_.begin());
}

void PhaseIntegrator::adopt(const std::complex<float>* spectrum) noexcept {
  constexpr float kPerTurn = 0.5f / std::numbers::pi_v<float>;
  for (std::size_t bin = 0; bin < past_phase_.size(); ++bin) {
    past_phase_[bin] = kPerTurn * std::arg(spectrum[bin]);
  }
}

void PhaseIntegrator::take_logs(const float* magnitudes) noexcept {
  std::swap(log_, past_log_);
  float loudest = 0.0f;
  for (int bin = 0; bin < frame_.bins(); ++bin) {
    loudest = std::max(loudest, magnitudes[bin]);
    log_[static_cast<std::size_t>(bin)] = std::log(std::max(magnitudes[bin], kQuietest));
  }
  tolerance_ = std::max(kQuietest, kRelativeTolerance * loudest);
}

void PhaseIntegrator::take_gradients() noexcept {
  std::swap(forward_, past_forward_);
  const auto bins = static_cast<std::size_t>(frame_.bins());
  for (std::size_t bin = 0; bin < bins; ++bin) {
    const float above = log_[std::min(bin + 1, bins - 1)];
    const float below = log_[bin == 0 ? 0 : bin - 1];
    forward_[bin] = advance_[bin] + frequency_scale_ * (above - below);
    // Time of the event in this bin: an impulse at t has the window's magnitude at t, so two frames
    // give t exactly. (A Gaussian window, as in the paper, would give the slope of the logs, and
    // times outside the window at the beginning of a sound.)
    const float fall = std::exp(0.5f * std::min(past_log_[bin] - log_[bin], 30.0f));
    sideways_[bin] = sideways_scale_ * std::atan((hop_cosine_ - fall) * per_hop_sine_);
  }
}

void PhaseIntegrator::start_from_past() noexcept {
  past_.clear();
  heap_.clear();
  const float quietest = std::log(tolerance_);
  for (int bin = 0; bin < frame_.bins(); ++bin) {
    const auto i = static_cast<std::size_t>(bin);
    if (past_log_[i] > quietest && waits_[i]) past_.push_back(entry_of(past_log_[i], bin));
  }
  // Sorted once; only the few bins next to those with a phase need a heap.
  std::sort(past_.begin(), past_.end());
}

// Loudest bin of both frames first.
void PhaseIntegrator::spread(float* phases) noexcept {
  while (!past_.empty() || !heap_.empty()) {
    if (heap_.empty() || (!past_.empty() && past_.back() > heap_.front())) {
      spread_from_past(bin_of(past_.back()), phases);
      past_.pop_back();
      continue;
    }
    std::pop_heap(heap_.begin(), heap_.end());
    const int bin = bin_of(heap_.back());
    heap_.pop_back();
    spread_sideways(bin, phases);
  }
}

void PhaseIntegrator::spread_from_past(int bin, float* phases) noexcept {
  const auto i = static_cast<std::size_t>(bin);
  if (waits_[i]) reach(bin, past_phase_[i] + 0.5f * (past_forward_[i] + forward_[i]), phases);
}

void PhaseIntegrator::spread_sideways(int bin, float* phases) noexcept {
  const auto i = static_cast<std::size_t>(bin);
  if (bin + 1 < frame_.bins() && waits_[i + 1])
    reach(bin + 1, phases[bin] + 0.5f * (sideways_[i] + sideways_[i + 1]), phases);
  if (bin > 0 && waits_[i - 1])
    reach(bin - 1, phases[bin] - 0.5f * (sideways_[i] + sideways_[i - 1]), phases);
}

void PhaseIntegrator::reach(int bin, float phase, float* phases) noexcept {
  const auto i = static_cast<std::size_t>(bin);
  phases[bin] = wrap(phase);
  waits_[i] = false;
  heap_.push_back(entry_of(log_[i], bin));
  std::push_heap(heap_.begin(), heap_.end());
}

int PhaseIntegrator::loudest_left() const noexcept {
  int loudest = -1;
  for (int bin = 0; bin < frame_.bins(); ++bin) {
    const auto i = static_cast<std::size_t>(bin);
    if (waits_[i] && (loudest < 0 || log_[i] > log_[static_cast<std::size_t>(loudest)])) {
      loudest = bin;
    }
  }
  return loudest;
}

float PhaseIntegrator::random_turn() noexcept {
  random_ = random_ * 1664525u + 1013904223u;
  return static_cast<float>(random_ >> 8) * (1.0f / 16777216.0f);
}

}  // namespace hemiola::features
