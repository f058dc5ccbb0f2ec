// One frame of all voices: analyse, encode, patch, decode, synthesise. The same live and offline.
#include "session/session.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "features/analysis.h"
#include "vocoder/vocoder.h"

namespace hemiola::session {
namespace {

using patchbay::VoiceFrame;

constexpr int kWarmUpFrames = 3;       // LibTorch's first calls take 10 to 90 ms each
constexpr float kLargestLatent = 100;  // in units of the prior's deviation: far beyond any music

// What a graph sends may be anything; one bad number would stay in the decoder's past for long.
void copy_finite(std::span<const float> from, float* to) {
  std::transform(from.begin(), from.end(), to, [](float x) {
    return std::isfinite(x) ? std::clamp(x, -kLargestLatent, kLargestLatent) : 0.0f;
  });
}

bool is_zero(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float x) { return x == 0.0f; });
}

}  // namespace

struct Session::State {
  std::shared_ptr<model::Model> model;
  double sample_rate;
  Latency latency;
  patchbay::LatentShape shape;
  patchbay::Bay bay;
  std::vector<features::Analyser> analysers;
  std::unique_ptr<vocoder::Vocoder> vocoder;
  std::vector<std::shared_ptr<model::StreamState>> encoder_states, decoder_states;
  // Scratch of a batch; grows to the largest batch and stays.
  std::vector<float> bands, harmony, rhythm;
  std::vector<float> silence;  // [bands] at the floor
  std::vector<model::StreamState*> states;
  std::vector<patchbay::VoiceFrame> voice_frames;
  std::vector<vocoder::Job> sounds;

  State(std::shared_ptr<model::Model> m, double rate, int voices)
      : model(std::move(m)),
        sample_rate(rate),
        shape(shape_of(model->config())),
        bay(shape, voices) {
    const auto& geometry = model->config().geometry;
    if (model->config().preset == model::Preset::paper)
      throw std::runtime_error(
          "the `paper` preset is not causal: it can be trained and evaluated, "
          "but neither streamed nor played; use a model of the `pitch` preset");
    const auto analysis = features::make_analysis_tables(geometry, rate);
    for (int v = 0; v < voices; ++v) {
      analysers.emplace_back(analysis);
      encoder_states.push_back(model->make_encoder_state());
      decoder_states.push_back(model->make_decoder_state());
    }
    vocoder = vocoder::make_vocoder(model, rate, voices);
    silence.assign(geometry.bands, static_cast<float>(std::log(geometry.floor)));
    latency.hop = features::hop_samples(geometry, rate);
    latency.lookback = features::lookback_samples(geometry, rate);
    latency.lookahead = model->config().lookahead_frames * latency.hop;
    latency.synthesis = vocoder->latency_samples();
  }

  static patchbay::LatentShape shape_of(const model::Config& config) {
    return {config.places, config.channels_a_place, config.rhythm};
  }

  // Frames run one by one, offline too: a longer run is no faster on one thread, and would sum in
  // another order than live.
  void encode_frame(std::span<const EncodeJob> jobs, int t) {
    reserve(jobs.size());
    states.clear();
    for (std::size_t j = 0; j < jobs.size(); ++j) {
      analysers[jobs[j].voice].process(jobs[j].samples + t * latency.hop, bands_of(j));
      states.push_back(encoder_states[jobs[j].voice].get());
    }
    model->encode(states, 1, bands.data(), harmony.data(), rhythm.data());
    voice_frames.clear();
    for (std::size_t j = 0; j < jobs.size(); ++j) {
      const VoiceFrame frame{jobs[j].voice, jobs[j].harmony + t * shape.harmony(),
                             jobs[j].rhythm + t * shape.rhythm};
      std::copy_n(&harmony[j * shape.harmony()], shape.harmony(), frame.harmony);
      std::copy_n(&rhythm[j * shape.rhythm], shape.rhythm, frame.rhythm);
      voice_frames.push_back(frame);
    }
    bay.process(voice_frames);
  }

  void decode_frame(std::span<const DecodeJob> jobs, int t, bool with_tail) {
    reserve(jobs.size());
    states.clear();
    for (const auto& job : jobs) {
      const std::span h(job.harmony + t * shape.harmony(), shape.harmony());
      const std::span r(job.rhythm + t * shape.rhythm, shape.rhythm);
      if (is_zero(h) && is_zero(r)) continue;
      copy_finite(h, &harmony[states.size() * shape.harmony()]);
      copy_finite(r, &rhythm[states.size() * shape.rhythm]);
      states.push_back(decoder_states[job.voice].get());
    }
    if (!states.empty()) model->decode(states, 1, harmony.data(), rhythm.data(), bands.data());
    std::size_t decoded = 0;
    sounds.clear();
    for (const auto& job : jobs) {
      const bool is_decoded =
          decoded < states.size() && states[decoded] == decoder_states[job.voice].get();
      sounds.push_back({job.voice, is_decoded ? bands_of(decoded++) : silence.data(),
                        job.samples + t * latency.hop, with_tail ? job.tail : nullptr});
    }
    vocoder->process(sounds);
    for (const auto& sound : sounds) {
      if (sound.log_bands != silence.data()) continue;
      model::Model::reset(*decoder_states[sound.voice]);
      if (is_zero({sound.samples, static_cast<std::size_t>(latency.hop)}))
        vocoder->reset(sound.voice);
    }
  }

  float* bands_of(std::size_t row) { return &bands[row * silence.size()]; }

  void reserve(std::size_t rows) {
    if (bands.size() >= rows * silence.size()) return;
    bands.resize(rows * silence.size());
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
const patchbay::Bay& Session::bay() const noexcept { return state_->bay; }

void Session::encode(std::span<const EncodeJob> jobs, int frames) {
  for (int t = 0; t < frames && !jobs.empty(); ++t) state_->encode_frame(jobs, t);
}

void Session::decode(std::span<const DecodeJob> jobs, int frames) {
  for (int t = 0; t < frames && !jobs.empty(); ++t) state_->decode_frame(jobs, t, t + 1 == frames);
}

void Session::pass_over(int voice, const float* samples) {
  state_->reserve(1);
  state_->analysers[voice].process(samples, state_->bands_of(0));
}

void Session::reset_encoder(int voice) {
  state_->analysers[voice].reset();
  model::Model::reset(*state_->encoder_states[voice]);
  state_->bay.forget(voice);
}

void Session::reset_decoder(int voice) {
  state_->vocoder->reset(voice);
  model::Model::reset(*state_->decoder_states[voice]);
}

}  // namespace hemiola::session
