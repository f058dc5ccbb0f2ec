// Vocoder by the model's sound network, called once for all voices.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "vocoder/vocoder.h"
#include "vocoder/voice.h"

namespace hemiola::vocoder {
namespace {

constexpr float kNothing = -16;  // log amplitude far below anything audible

class Learned : public Vocoder {
 public:
  Learned(std::shared_ptr<const model::Model> model, double sample_rate, int voices)
      : model_(std::move(model)), tables_(std::make_shared<Tables>(model_->config(), sample_rate)) {
    for (int v = 0; v < voices; ++v) {
      voices_.emplace_back(tables_, static_cast<std::uint64_t>(v));
      states_.push_back(model_->make_sound_state());
    }
  }
  int latency_samples() const noexcept override { return tables_->frame.window / 2; }
  void reset(int voice) noexcept override {
    voices_[voice].reset();
    model::Model::reset(*states_[voice]);
  }
  void process(std::span<const Job> jobs) override {
    if (jobs.empty()) return;
    const auto bands = static_cast<std::size_t>(tables_->bands);
    const auto outputs = static_cast<std::size_t>(tables_->shape.outputs(tables_->bands));
    // Buffers of one thread's batch; they grow to the largest batch and never shrink.
    thread_local std::vector<float> log_bands, log_rest, rows;
    thread_local std::vector<model::StreamState*> batch;
    log_bands.resize(std::max(log_bands.size(), jobs.size() * bands));
    log_rest.resize(log_bands.size());
    rows.resize(std::max(rows.size(), jobs.size() * outputs));
    batch.clear();
    for (std::size_t j = 0; j < jobs.size(); ++j) {
      // A NaN or infinity would stay in the network's past.
      std::transform(jobs[j].log_bands, jobs[j].log_bands + bands, &log_bands[j * bands],
                     [](float x) { return std::isfinite(x) ? x : kNothing; });
      voices_[jobs[j].voice].take(jobs[j].log_bands, &log_rest[j * bands]);
      batch.push_back(states_[jobs[j].voice].get());
    }
    model_->sound(batch, 1, log_bands.data(), log_rest.data(), rows.data());
    for (std::size_t j = 0; j < jobs.size(); ++j)
      voices_[jobs[j].voice].give(&rows[j * outputs], jobs[j].samples, jobs[j].tail);
  }

 private:
  std::shared_ptr<const model::Model> model_;
  std::shared_ptr<const Tables> tables_;
  std::vector<Voice> voices_;
  std::vector<std::shared_ptr<model::StreamState>> states_;
};

}  // namespace

std::unique_ptr<Vocoder> make_vocoder(const std::shared_ptr<const model::Model>& model,
                                      double sample_rate, int voices) {
  if (!model->has_sound()) return make_classical(model->config().geometry, sample_rate, voices);
  return std::make_unique<Learned>(model, sample_rate, voices);
}

}  // namespace hemiola::vocoder
