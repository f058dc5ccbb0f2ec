// One frame of all voices: analyse, encode, patch, decode, synthesise. The same live and offline.
#include "session/session.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <vector>

#include "features/analysis.h"
#include "session/thread_pool.h"
#include "vocoder/vocoder.h"

namespace hemiola::session {
namespace {

// Another thread for fewer voices costs more than it gains, as each thread reads all weights again.
// Decoding and sound take four times as long as analysis and encoding.
constexpr std::size_t kEncodedPerThread = 8, kDecodedPerThread = 4;
constexpr int kWarmUpFrames = 3;       // the first calls make networks, and on a GPU kernels
constexpr float kLargestLatent = 100;  // in standard deviations of the prior: far beyond any music

// A synth graph may send any value, and an invalid one would stay in the decoder's past for long.
void copy_finite(std::span<const float> from, float* to) {
  std::transform(from.begin(), from.end(), to, [](float x) {
    return std::isfinite(x) ? std::clamp(x, -kLargestLatent, kLargestLatent) : 0.0f;
  });
}

bool is_zero(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float x) { return x == 0.0f; });
}

// Buffers for one thread's part of a frame; they grow to the largest part and are reused.
struct Workspace {
  std::vector<float> bands, harmony, rhythm;
  std::vector<model::StreamState*> states;
  std::vector<vocoder::Job> sounds;
};

}  // namespace

struct Session::State {
  std::shared_ptr<model::Model> model;
  double sample_rate;
  Latency latency;
  patchbay::LatentShape shape;
  patchbay::PatchBay bay;
  std::vector<features::Analyser> analysers;
  std::unique_ptr<vocoder::Vocoder> vocoder;
  std::vector<std::shared_ptr<model::StreamState>> encoder_states, decoder_states;
  std::vector<float> silence;  // [bands] at the floor
  std::vector<patchbay::VoiceFrame> voice_frames;
  ThreadPool pool;
  std::vector<Workspace> workspaces;  // one per thread

  State(std::shared_ptr<model::Model> m, double rate, int voices, int threads)
      : model(std::move(m)),
        sample_rate(rate),
        shape(shape_of(model->config())),
        bay(shape, voices),
        pool(model->device() == "cpu"
                 ? std::min(threads,
                            threads_for(static_cast<std::size_t>(voices), kDecodedPerThread))
                 : 1),  // a GPU computes all voices at once
        workspaces(static_cast<std::size_t>(pool.size())) {
    const auto& geometry = model->config().geometry;
    if (model->config().preset == modelfile::Preset::paper)
      throw std::runtime_error(
          "the `paper` preset is not causal: it can be trained and evaluated, "
          "but neither streamed nor played; use a model of the `pitch` preset");
    const auto analysis = features::make_analysis_tables(geometry, rate);
    for (int v = 0; v < voices; ++v) {
      analysers.emplace_back(analysis);
      encoder_states.push_back(model->make_encoder_state());
      decoder_states.push_back(model->make_decoder_state());
    }
    bay.know_notes(model->note_map(), model->note_reader());
    bay.know_beats(model->beat_map(), features::hop_samples(geometry, rate) / rate);
    vocoder = vocoder::make_vocoder(model, rate, voices);
    voice_frames.reserve(static_cast<std::size_t>(voices));
    silence.assign(geometry.bands, static_cast<float>(std::log(geometry.floor)));
    latency.hop = features::hop_samples(geometry, rate);
    latency.lookback = features::lookback_samples(geometry, rate);
    latency.lookahead = model->config().lookahead_frames * latency.hop;
    latency.synthesis = vocoder->latency_samples();
  }

  static patchbay::LatentShape shape_of(const modelfile::Config& config) {
    return {config.places, config.channels_per_place, config.rhythm};
  }

  static int threads_for(std::size_t voices, std::size_t per_thread) {
    return static_cast<int>((voices + per_thread - 1) / per_thread);
  }

  // Divides the jobs among as many threads as needed.
  template <typename Job, typename Work>
  void share(std::span<const Job> jobs, std::size_t per_thread, Work work) {
    const auto parts =
        static_cast<std::size_t>(std::min(threads_for(jobs.size(), per_thread), pool.size()));
    const auto one = [&](int part) {
      const auto p = static_cast<std::size_t>(part);
      const std::size_t begin = jobs.size() * p / parts, end = jobs.size() * (p + 1) / parts;
      work(workspaces[p], jobs.subspan(begin, end - begin));
    };
    pool.run(static_cast<int>(parts), std::cref(one));
  }

  // Frames run one by one, also offline: in groups they would be no faster, and sum in another
  // order.
  void infer_frame(std::span<const EncodeJob> all, int t) {
    share(all, kEncodedPerThread, [&](Workspace& workspace, std::span<const EncodeJob> jobs) {
      encode_part(workspace, jobs, t);
    });
  }

  void patch_frame(std::span<const EncodeJob> all, int t) noexcept {
    voice_frames.clear();
    for (const EncodeJob& job : all)
      voice_frames.push_back(
          {job.voice, job.harmony + t * shape.harmony(), job.rhythm + t * shape.rhythm});
    bay.process(voice_frames);
  }

  void encode_part(Workspace& workspace, std::span<const EncodeJob> jobs, int t) {
    reserve(workspace, jobs.size());
    workspace.states.clear();
    for (std::size_t j = 0; j < jobs.size(); ++j) {
      analysers[jobs[j].voice].process(jobs[j].samples + t * latency.hop, bands_of(workspace, j));
      workspace.states.push_back(encoder_states[jobs[j].voice].get());
    }
    model->encode(workspace.states, 1, workspace.bands.data(), workspace.harmony.data(),
                  workspace.rhythm.data());
    for (std::size_t j = 0; j < jobs.size(); ++j) {
      std::copy_n(&workspace.harmony[j * shape.harmony()], shape.harmony(),
                  jobs[j].harmony + t * shape.harmony());
      std::copy_n(&workspace.rhythm[j * shape.rhythm], shape.rhythm,
                  jobs[j].rhythm + t * shape.rhythm);
    }
  }

  void decode_frame(std::span<const DecodeJob> all, int t, bool with_tail) {
    share(all, kDecodedPerThread, [&](Workspace& workspace, std::span<const DecodeJob> jobs) {
      decode_part(workspace, jobs, t, with_tail);
    });
  }

  void decode_part(Workspace& workspace, std::span<const DecodeJob> jobs, int t, bool with_tail) {
    reserve(workspace, jobs.size());
    auto& states = workspace.states;
    states.clear();
    for (const auto& job : jobs) {
      const std::span h(job.harmony + t * shape.harmony(), shape.harmony());
      const std::span r(job.rhythm + t * shape.rhythm, shape.rhythm);
      if (is_zero(h) && is_zero(r)) continue;
      copy_finite(h, &workspace.harmony[states.size() * shape.harmony()]);
      copy_finite(r, &workspace.rhythm[states.size() * shape.rhythm]);
      states.push_back(decoder_states[job.voice].get());
    }
    if (!states.empty())
      model->decode(states, 1, workspace.harmony.data(), workspace.rhythm.data(),
                    workspace.bands.data());
    std::size_t decoded = 0;
    workspace.sounds.clear();
    for (const auto& job : jobs) {
      const bool is_decoded =
          decoded < states.size() && states[decoded] == decoder_states[job.voice].get();
      workspace.sounds.push_back({job.voice,
                                  is_decoded ? bands_of(workspace, decoded++) : silence.data(),
                                  job.samples + t * latency.hop, with_tail ? job.tail : nullptr});
    }
    vocoder->process(workspace.sounds);
    for (const auto& sound : workspace.sounds) {
      if (sound.log_bands != silence.data()) continue;
      model::Model::reset(*decoder_states[sound.voice]);
      if (is_zero({sound.samples, static_cast<std::size_t>(latency.hop)}))
        vocoder->reset(sound.voice);
    }
  }

  float* bands_of(Workspace& workspace, std::size_t row) {
    return &workspace.bands[row * silence.size()];
  }

  void reserve(Workspace& workspace, std::size_t rows) {
    if (workspace.bands.size() >= rows * silence.size()) return;
    workspace.bands.resize(rows * silence.size());
    workspace.harmony.resize(rows * shape.harmony());
    workspace.rhythm.resize(rows * shape.rhythm);
  }
};

Session::Session(std::shared_ptr<model::Model> model, double sample_rate, int voices, int threads)
    : state_(std::make_unique<State>(std::move(model), sample_rate, voices, threads)) {
  const auto hop = static_cast<std::size_t>(state_->latency.hop);
  state_->model->prepare(state_->pool.size());
  state_->pool.run(state_->pool.size(), [&](int part) {
    if (part >= voices) return;
    std::vector<float> samples(hop), tail(hop), h(shape().harmony()), r(shape().rhythm);
    const EncodeJob encode_job{part, samples.data(), h.data(), r.data()};
    const DecodeJob decode_job{part, h.data(), r.data(), samples.data(), tail.data()};
    for (int i = 0; i < kWarmUpFrames; ++i) {
      state_->encode_part(state_->workspaces[part], {&encode_job, 1}, 0);
      h[0] = 1;  // not silence
      state_->decode_part(state_->workspaces[part], {&decode_job, 1}, 0, true);
    }
  });
  for (int voice = 0; voice < std::min(voices, state_->pool.size()); ++voice) {
    reset_encoder(voice);
    reset_decoder(voice);
  }
}

Session::~Session() = default;

Latency Session::latency() const noexcept { return state_->latency; }
patchbay::LatentShape Session::shape() const noexcept { return state_->shape; }
patchbay::PatchBay& Session::patch_bay() noexcept { return state_->bay; }
const patchbay::PatchBay& Session::patch_bay() const noexcept { return state_->bay; }

void Session::encode(std::span<const EncodeJob> jobs, int frames) {
  for (int t = 0; t < frames && !jobs.empty(); ++t) {
    state_->infer_frame(jobs, t);
    state_->patch_frame(jobs, t);
  }
}

void Session::infer(std::span<const EncodeJob> jobs) {
  if (!jobs.empty()) state_->infer_frame(jobs, 0);
}

void Session::patch(std::span<const EncodeJob> jobs) noexcept {
  if (!jobs.empty()) state_->patch_frame(jobs, 0);
}

void Session::decode(std::span<const DecodeJob> jobs, int frames) {
  for (int t = 0; t < frames && !jobs.empty(); ++t) state_->decode_frame(jobs, t, t + 1 == frames);
}

void Session::pass_over(int voice, const float* samples) {
  auto& workspace = state_->workspaces.front();
  state_->reserve(workspace, 1);
  state_->analysers[voice].process(samples, state_->bands_of(workspace, 0));
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
