// For overload tests: a processor that takes a given time per frame on any machine.
#pragma once

#include <chrono>
#include <memory>
#include <utility>

#include "worker/processor.h"

namespace hemiola::tests {

class SlowProcessor : public worker::Processor {
 public:
  // hops: time per frame in hops, half for encoding, half for decoding. It is spent busy-waiting,
  // so that the machine is as loaded as by a model.
  SlowProcessor(std::unique_ptr<worker::Processor> inner, double hops, double sample_rate)
      : inner_(std::move(inner)),
        half_(std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(
            hops / 2 * static_cast<double>(inner_->geometry().timing.hop) / sample_rate))) {}

  ipc::Geometry geometry() const override { return inner_->geometry(); }
  void encode(std::span<const session::EncodeJob> jobs) override {
    const auto until = Clock::now() + half_;
    inner_->encode(jobs);
    while (Clock::now() < until) {
    }
  }
  void patch(std::span<const session::EncodeJob> jobs) noexcept override { inner_->patch(jobs); }
  void decode(std::span<const session::DecodeJob> jobs) override {
    const auto until = Clock::now() + half_;
    inner_->decode(jobs);
    while (Clock::now() < until) {
    }
  }
  void pass_over(int voice, const float* samples) override { inner_->pass_over(voice, samples); }
  void reset_encoder(int voice) override { inner_->reset_encoder(voice); }
  void reset_decoder(int voice) override { inner_->reset_decoder(voice); }
  void apply(const patchbay::Command& command) override { inner_->apply(command); }
  void follow(const worker::Processor& other) override {
    const auto* slow = dynamic_cast<const SlowProcessor*>(&other);
    inner_->follow(slow != nullptr ? *slow->inner_ : other);
  }

 private:
  using Clock = std::chrono::steady_clock;

  std::unique_ptr<worker::Processor> inner_;
  Clock::duration half_;
};

}  // namespace hemiola::tests
