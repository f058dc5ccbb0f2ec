// Whole sounds from streams of hops, and the live synthesizers.
#include "baselines/synthesizer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "features/analysis.h"
#include "vocoder/vocoder.h"

namespace hemiola::baselines {
namespace {

constexpr double kRoomSeconds = 0.2;  // silence appended to a sound: more than any delay

class Playing : public StreamingSynthesizer {
 public:
  Playing(std::unique_ptr<vocoder::Vocoder> vocoder, const features::Geometry& geometry,
          double sample_rate)
      : StreamingSynthesizer(geometry, sample_rate), vocoder_(std::move(vocoder)) {}
  int latency_samples() const noexcept override { return vocoder_->latency_samples(); }
  void reset() noexcept override { vocoder_->reset(0); }
  void process(const float* log_bands, float* samples) noexcept override {
    const vocoder::Job job{0, log_bands, samples, nullptr};
    vocoder_->process({&job, 1});
  }

 private:
  std::unique_ptr<vocoder::Vocoder> vocoder_;
};

}  // namespace

StreamingSynthesizer::StreamingSynthesizer(const features::Geometry& geometry, double sample_rate)
    : geometry_(geometry), sample_rate_(sample_rate) {}

std::vector<float> StreamingSynthesizer::sound(const std::vector<float>& log_bands,
                                               std::size_t length) {
  const auto hop = static_cast<std::size_t>(features::hop_samples(geometry_, sample_rate_));
  const auto width = static_cast<std::size_t>(geometry_.bands);
  const std::vector<float> silence(width, static_cast<float>(std::log(geometry_.floor)));
  const std::size_t given = log_bands.size() / width;
  const std::size_t room = (static_cast<std::size_t>(latency_samples()) + hop - 1) / hop + 1;
  std::vector<float> stream((given + room) * hop);
  reset();
  for (std::size_t t = 0; t < given + room; ++t)
    process(t < given ? &log_bands[t * width] : silence.data(), &stream[t * hop]);
  return aligned(std::move(stream), geometry_, sample_rate_, latency_samples(), length);
}

MakeSynthesizer synthesizer_of(std::shared_ptr<const model::Model> model) {
  return [model = std::move(model)](const features::Geometry& geometry, double sample_rate) {
    return std::make_unique<Playing>(vocoder::make_vocoder(model, sample_rate, 1), geometry,
                                     sample_rate);
  };
}

features::Geometry with_long_frames(features::Geometry geometry) {
  double& seconds = geometry.synthesis_window_seconds;
  seconds = std::max(seconds, features::Geometry().synthesis_window_seconds);
  return geometry;
}

std::unique_ptr<Synthesizer> make_classical(const features::Geometry& shape, double sample_rate) {
  const features::Geometry geometry = with_long_frames(shape);
  return std::make_unique<Playing>(vocoder::make_classical(geometry, sample_rate, 1), geometry,
                                   sample_rate);
}

std::vector<float> aligned(std::vector<float> stream, const features::Geometry& geometry,
                           double sample_rate, int latency_samples, std::size_t length) {
  const std::ptrdiff_t late = features::lookback_samples(geometry, sample_rate) + latency_samples -
                              features::hop_samples(geometry, sample_rate);
  if (late < 0) stream.insert(stream.begin(), static_cast<std::size_t>(-late), 0.0f);
  const auto drop = std::min(std::max<std::ptrdiff_t>(late, 0), std::ssize(stream));
  stream.erase(stream.begin(), stream.begin() + drop);
  stream.resize(length, 0.0f);
  return stream;
}

std::vector<float> bands_of(const std::vector<float>& samples, const features::Geometry& geometry,
                            double sample_rate) {
  std::vector<float> padded = samples;
  padded.resize(samples.size() + static_cast<std::size_t>(kRoomSeconds * sample_rate), 0.0f);
  return features::analyse(features::make_analysis_tables(geometry, sample_rate), padded);
}

}  // namespace hemiola::baselines
