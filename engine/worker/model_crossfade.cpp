// Prepares the new model, switches over and crossfades, frame by frame.
#include "worker/model_crossfade.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hemiola::worker {

ModelCrossfade::ModelCrossfade(int voices) : last_(voices) {
  encode_jobs_.reserve(voices);
  decode_jobs_.reserve(voices);
}

void ModelCrossfade::begin(std::shared_ptr<Processor> from, std::shared_ptr<Processor> to,
                           const ipc::Geometry& geometry) {
  from_ = std::move(from);
  to_ = std::move(to);
  hop_ = geometry.timing.hop;
  harmony_ = geometry.harmony();
  latents_ = geometry.latents();
  listened_ = 0;
  switch_at_ = kNoFrame;
  unheard_.assign(last_.size() * latents_, 0.0f);
  for (std::size_t voice = 0; voice < last_.size(); ++voice) {
    last_[voice].known = false;
    last_[voice].latents.assign(latents_, 0.0f);
    last_[voice].sound.assign(2 * hop_, 0.0f);
    to_->reset_encoder(static_cast<int>(voice));
    to_->reset_decoder(static_cast<int>(voice));
  }
}

void ModelCrossfade::end() noexcept {
  old_runs_ = false;
  from_.reset();
  to_.reset();
}

std::shared_ptr<Processor> ModelCrossfade::survivor() noexcept {
  auto survivor = old_runs_ ? to_ : from_;
  end();
  return survivor;
}

void ModelCrossfade::encode_old(std::span<const session::EncodeJob> jobs) {
  old_runs_ = true;
  from_->encode(jobs);
  old_runs_ = false;
}

void ModelCrossfade::decode_old(std::span<const session::DecodeJob> jobs) {
  old_runs_ = true;
  from_->decode(jobs);
  old_runs_ = false;
}

void ModelCrossfade::encode(std::int64_t frame, std::span<const session::EncodeJob> jobs) {
  if (frame >= switch_at_) return to_->encode(jobs);
  encode_old(jobs);
  encode_jobs_.clear();
  for (const auto& job : jobs) {
    float* unheard = &unheard_[job.voice * latents_];
    encode_jobs_.push_back({.voice = job.voice,
                            .samples = job.samples,
                            .harmony = unheard,
                            .rhythm = unheard + harmony_});
  }
  to_->encode(encode_jobs_);
}

void ModelCrossfade::patch(std::int64_t frame, std::span<const session::EncodeJob> jobs) noexcept {
  if (frame >= switch_at_) return to_->patch(jobs);
  from_->patch(jobs);
  to_->patch(encode_jobs_);
  if (++listened_ == kListenFrames) switch_at_ = frame + 1;
}

void ModelCrossfade::decode(std::int64_t frame, std::span<const session::DecodeJob> jobs,
                            bool nobody_encodes) {
  if (switch_at_ == kNoFrame && nobody_encodes) switch_at_ = frame;
  if (frame < switch_at_) {
    remember(jobs);
    return decode_old(jobs);
  }
  to_->decode(jobs);
  constexpr int kFrames = kSettleFrames + kCrossfadeFrames;
  if (frame < switch_at_ + kFrames) mix(frame, jobs);
  if (frame + 1 >= switch_at_ + kFrames) end();
}

void ModelCrossfade::remember(std::span<const session::DecodeJob> jobs) {
  for (const auto& job : jobs) {
    Last& last = last_[job.voice];
    last.known = true;
    std::copy_n(job.harmony, harmony_, last.latents.data());
    std::copy_n(job.rhythm, latents_ - harmony_, last.latents.data() + harmony_);
  }
}

void ModelCrossfade::mix(std::int64_t frame, std::span<const session::DecodeJob> jobs) {
  decode_jobs_.clear();
  for (const auto& job : jobs) {
    Last& last = last_[job.voice];
    if (!last.known) continue;  // this voice started with the new model
    decode_jobs_.push_back({.voice = job.voice,
                            .harmony = last.latents.data(),
                            .rhythm = last.latents.data() + harmony_,
                            .samples = last.sound.data(),
                            .tail = last.sound.data() + hop_});
  }
  decode_old(decode_jobs_);
  const auto begin = static_cast<float>((frame - switch_at_ - kSettleFrames) * hop_);
  const float slope = 1.0f / static_cast<float>(kCrossfadeFrames * hop_);
  for (const auto& job : jobs) {
    const Last& last = last_[job.voice];
    if (!last.known) continue;
    for (std::int64_t i = 0; i < 2 * hop_; ++i) {
      float& sample = i < hop_ ? job.samples[i] : job.tail[i - hop_];
      const float way = std::clamp((begin + static_cast<float>(i)) * slope, 0.0f, 1.0f);
      // The two models agree in pitch but not in phase, so their powers add up.
      const float angle = way * std::numbers::pi_v<float> / 2;
      sample = std::sin(angle) * sample + std::cos(angle) * last.sound[i];
    }
  }
}

}  // namespace hemiola::worker
