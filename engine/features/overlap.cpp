// Overlap-add of windowed frames.
#include "features/overlap.h"

#include <algorithm>
#include <numbers>

#include "features/transform.h"

namespace hemiola::features {

namespace {

// Limit for the newest end, where only this frame's window is, which falls to zero.
constexpr double kLeastSquares = 1e-3;

}  // namespace

OverlapTables::OverlapTables(const SynthesisFrame& shape) : frame(shape) {
  for (int i = 0; i < frame.window; ++i) {
    const double phase = 2.0 * std::numbers::pi * i / frame.window;
    window.push_back(static_cast<float>(hann(phase)));
  }
  for (int i = 0; i < frame.window; ++i) {
    // An older frame is whole hops further on in its window.
    double squares = 0.0;
    for (int at = i; at < frame.window; at += frame.hop) {
      const double w = window[static_cast<std::size_t>(at)];
      squares += w * w;
    }
    const double w = window[static_cast<std::size_t>(i)];
    preview.push_back(static_cast<float>(w / std::max(squares, kLeastSquares)));
    if (i < frame.hop) gain.push_back(static_cast<float>(1.0 / squares));
  }
  for (float& w : window) w /= static_cast<float>(frame.transform);
}

OverlapAdd::OverlapAdd(std::shared_ptr<const OverlapTables> tables)
    : tables_(std::move(tables)), sum_(tables_->window.size()) {}

void OverlapAdd::reset() noexcept { std::fill(sum_.begin(), sum_.end(), 0.0f); }

void OverlapAdd::preview(float* frame) const noexcept {
  const auto half = static_cast<std::size_t>(tables_->frame.window / 2);
  const float* window = tables_->window.data();
  const float* scale = tables_->preview.data();
  float* past = frame + tables_->frame.transform - half;
  for (std::size_t i = 0; i < half; ++i) past[i] = scale[i] * (sum_[i] + window[i] * past[i]);
  for (std::size_t i = 0; i < half; ++i) {
    frame[i] = scale[half + i] * (sum_[half + i] + window[half + i] * frame[i]);
  }
  std::fill(frame + half, past, 0.0f);
}

void OverlapAdd::add(const float* frame) noexcept {
  const auto half = static_cast<std::size_t>(tables_->frame.window / 2);
  const float* window = tables_->window.data();
  const float* past = frame + tables_->frame.transform - half;
  for (std::size_t i = 0; i < half; ++i) sum_[i] += window[i] * past[i];
  for (std::size_t i = 0; i < half; ++i) sum_[half + i] += window[half + i] * frame[i];
}

void OverlapAdd::add_hop(float* samples) noexcept {
  const std::vector<float>& gain = tables_->gain;
  for (std::size_t i = 0; i < gain.size(); ++i) samples[i] += gain[i] * sum_[i];
  const auto hop = static_cast<std::ptrdiff_t>(gain.size());
  std::copy(sum_.begin() + hop, sum_.end(), sum_.begin());
  std::fill(sum_.end() - hop, sum_.end(), 0.0f);
}

void OverlapAdd::add_tail(float* samples) const noexcept {
  const std::size_t hop = tables_->gain.size();
  const auto transform = static_cast<float>(tables_->frame.transform);
  // preview / window is 1 / the sum of squared windows without the next frame.
  for (std::size_t i = 0; i < hop && hop + i < sum_.size(); ++i)
    samples[i] += sum_[i] * tables_->preview[hop + i] / (tables_->window[hop + i] * transform);
}

}  // namespace hemiola::features
