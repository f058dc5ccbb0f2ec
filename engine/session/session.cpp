// One frame of all voices: analyse, encode, patch, decode, synthesise. The same live and offline.
#include "session/session.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "features/analysis.h"
#include "features/synthesis.h"

namespace hemiola::session {
namespace {

constexpr int kWarmUpFrames = 3;  // LibTorch's first calls take 10 to 90 ms each
constexpr float kLargestLatent = 100;  // in units of the prior's deviation: far beyond any music

// What a graph sends may be anything; one bad number would stay in the decoder's past for long.
void copy_finite(const float* from, std::size_t count, float* to) {
  std::transform(from, from + count, to, [](float x) {
    return std::isfinite(x) ? std::clamp(x, -kLargestLatent, kLargestLatent) : 0.0f;
  });
}

}  // namespace

struct Session::State {
  std::shared_ptr<model::Model> model;
  double sample_rate;
  Latency latency;
  patchbay::LatentShape shape;
  patchbay::Bay bay;
  std::vector<features::Analyser> analysers;
  std::vector<features::Synthesiser> synthesisers;
  std::vector<std::shared_ptr<model::StreamState>> encoder_states, decoder_states;
  // Scratch of a batch; grows to the largest batch and stays.
  std::vector<float> bands, harmony, rhythm;
  std::vector<model::StreamState*> states;
  std::vector<patchbay::VoiceFrame> voice_frames;

  State(std::shared_ptr<model::Model> m, double rate, int voices)
      : model(std::move(m)), sample_rate(rate), shape(shape_of(model->config())),
        bay(shape, voices) {
    const auto& geometry = model->config().geometry;
    if (model->config().preset == model::Preset::paper)
      throw std::runtime_error("the `paper` preset is not causal: it can be trained and evaluated, "
                               "but neither streamed nor played; use a model of the `pitch` preset");
    const auto analysis = features::make_analysis_tables(geometry, rate);
    const auto synthesis = features::make_synthesis_tables(geometry, rate);
    for (int v = 0; v < voices; ++v) {
      analysers.emplace_back(analysis);
      synthesisers.emplace_back(synthesis);
      encoder_states.push_back(model->make_encoder_state());
      decoder_states.push_back(model->make_decoder_state());
    }
    latency.hop = features::hop_samples(geometry, rate);
    latency.lookback = features::lookback_samples(geometry, rate);
    latency.lookahead = model->config().lookahead_frames * latency.hop;
    latency.synthesis = synthesisers.front().latency_samples();
  }

  static patchbay::LatentShape shape_of(const model::Config& config) {
    return {config.places, config.channels_a_place, config.rhythm};
  }

  void reserve(std::size_t rows) {
    const auto band_count = static_cast<std::size_t>(model->config().geometry.bands);
    if (bands.size() >= rows * band_count) return;
    bands.resize(rows * band_count);
    harmony.resize(rows * shape.harmony());
    rhythm.resize(rows * shape.rhythm);
  }
};

Session::Session(std::shared_ptr<model::Model> model, double sample_rate, int voices)
    : state_(std::make_unique<State>(std::move(model), sample_rate, voices)) {
  const auto hop = static_cast<std::size_t>(state_->latency.hop);
  std::vector<float> samples(hop), tail(hop), h(shape().harmony()), r(shape().rhythm);
  for (int i = 0; i < kWarmUpFrames; ++i) {
    const EncodeJob encode_job{0, samples.data(), h.data(), r.data()};
    encode({&encode_job, 1});
    const DecodeJob decode_job{0, h.data(), r.data(), samples.data(), tail.data()};
    decode({&decode_job, 1});
  }
  reset_encoder(0);
  reset_decoder(0);
}

Session::~Session() = default;

Latency Session::latency() const noexcept { return state_->latency; }
patchbay::LatentShape Session::shape() const noexcept { return state_->shape; }
patchbay::Bay& Session::bay() noexcept { return state_->bay; }

void Session::encode(std::span<const EncodeJob> jobs, int frames) {
  if (jobs.empty()) return;
  State& s = *state_;
  const auto count = static_cast<std::size_t>(frames);
  const auto band_count = static_cast<std::size_t>(s.model->config().geometry.bands);
  const auto hop = static_cast<std::size_t>(s.latency.hop);
  const auto harmony = static_cast<std::size_t>(s.shape.harmony());
  const auto rhythm = static_cast<std::size_t>(s.shape.rhythm);
  s.reserve(jobs.size() * count);
  s.states.clear();
  for (std::size_t j = 0; j < jobs.size(); ++j) {
    auto& analyser = s.analysers[jobs[j].voice];
    for (std::size_t t = 0; t < count; ++t)
      analyser.process(jobs[j].samples + t * hop, &s.bands[(j * count + t) * band_count]);
    s.states.push_back(s.encoder_states[jobs[j].voice].get());
  }
  s.model->encode(s.states, frames, s.bands.data(), s.harmony.data(), s.rhythm.data());
  for (std::size_t j = 0; j < jobs.size(); ++j) {
    std::copy_n(&s.harmony[j * count * harmony], count * harmony, jobs[j].harmony);
    std::copy_n(&s.rhythm[j * count * rhythm], count * rhythm, jobs[j].rhythm);
  }
  for (std::size_t t = 0; t < count; ++t) {
    s.voice_frames.clear();
    for (const auto& job : jobs)
      s.voice_frames.push_back({job.voice, job.harmony + t * harmony, job.rhythm + t * rhythm});
    s.bay.process(s.voice_frames);
  }
}

void Session::decode(std::span<const DecodeJob> jobs, int frames) {
  if (jobs.empty()) return;
  State& s = *state_;
  const auto count = static_cast<std::size_t>(frames);
  const auto band_count = static_cast<std::size_t>(s.model->config().geometry.bands);
  const auto hop = static_cast<std::size_t>(s.latency.hop);
  const auto harmony = static_cast<std::size_t>(s.shape.harmony());
  const auto rhythm = static_cast<std::size_t>(s.shape.rhythm);
  s.reserve(jobs.size() * count);
  s.states.clear();
  for (std::size_t j = 0; j < jobs.size(); ++j) {
    copy_finite(jobs[j].harmony, count * harmony, &s.harmony[j * count * harmony]);
    copy_finite(jobs[j].rhythm, count * rhythm, &s.rhythm[j * count * rhythm]);
    s.states.push_back(s.decoder_states[jobs[j].voice].get());
  }
  s.model->decode(s.states, frames, s.harmony.data(), s.rhythm.data(), s.bands.data());
  for (std::size_t j = 0; j < jobs.size(); ++j)
    for (std::size_t t = 0; t < count; ++t)
      s.synthesisers[jobs[j].voice].process(&s.bands[(j * count + t) * band_count],
                                            jobs[j].samples + t * hop,
                                            t + 1 == count ? jobs[j].tail : nullptr);
}

void Session::reset_encoder(int voice) {
  state_->analysers[voice].reset();
  model::Model::reset(*state_->encoder_states[voice]);
  state_->bay.forget(voice);
}

void Session::reset_decoder(int voice) {
  state_->synthesisers[voice].reset();
  model::Model::reset(*state_->decoder_states[voice]);
}

}  // namespace hemiola::session
