// Implements Processor with a session.
#include "worker/session_processor.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <span>

namespace hemiola::worker {
namespace {

// 24 dB above full scale, louder than any music: the limit for damaged models or extreme latents.
constexpr float kLoudest = 16;

void tame(std::span<float> samples) {
  for (float& sample : samples)
    sample = std::isfinite(sample) ? std::clamp(sample, -kLoudest, kLoudest) : 0.0f;
}

class SessionProcessor : public Processor {
 public:
  SessionProcessor(std::shared_ptr<model::Model> model, std::string name, double sample_rate,
                   int voices, int threads)
      : session_(std::move(model), sample_rate, voices, threads), name_(std::move(name)) {}

  ipc::Geometry geometry() const override {
    const session::Latency latency = session_.latency();
    const patchbay::LatentShape shape = session_.shape();
    ipc::Geometry geometry;
    geometry.timing.hop = latency.hop;
    geometry.lookback = latency.lookback;
    geometry.lookahead = latency.lookahead;
    geometry.synthesis = latency.synthesis;
    geometry.places = shape.places;
    geometry.channels_per_place = shape.channels_per_place;
    geometry.rhythm = shape.rhythm;
    return geometry;
  }
  void encode(std::span<const session::EncodeJob> jobs) override { session_.infer(jobs); }
  void patch(std::span<const session::EncodeJob> jobs) noexcept override { session_.patch(jobs); }
  void decode(std::span<const session::DecodeJob> jobs) override {
    session_.decode(jobs);
    const std::int64_t hop = session_.latency().hop;
    for (const auto& job : jobs) {
      tame({job.samples, static_cast<std::size_t>(hop)});
      if (job.tail != nullptr) tame({job.tail, static_cast<std::size_t>(hop)});
    }
  }
  void pass_over(int voice, const float* samples) override { session_.pass_over(voice, samples); }
  void reset_encoder(int voice) override { session_.reset_encoder(voice); }
  void reset_decoder(int voice) override { session_.reset_decoder(voice); }
  void apply(const patchbay::Command& command) override { session_.patch_bay().apply(command); }
  std::string model_name() const override { return name_; }
  patchbay::NoteMapView note_map() const override { return session_.patch_bay().note_map(); }
  patchbay::NoteReaderView note_reader() const override {
    return session_.patch_bay().note_reader();
  }
  patchbay::BeatMapView beat_map() const override { return session_.patch_bay().beat_map(); }
  patchbay::VoiceSetting setting(int voice) const override {
    return session_.patch_bay().setting(voice);
  }
  void go_to(int voice, const patchbay::VoiceSetting& setting, int frames) override {
    session_.patch_bay().go_to(voice, setting, frames);
  }
  void follow(const Processor& other) override {
    if (const auto* session = dynamic_cast<const SessionProcessor*>(&other))
      session_.patch_bay().follow(session->session_.patch_bay());
  }

 private:
  session::Session session_;
  std::string name_;
};

}  // namespace

std::unique_ptr<Processor> load_session(const std::string& model_path, const std::string& device,
                                        double sample_rate, int voices, int threads) {
  return std::make_unique<SessionProcessor>(model::Model::load(model_path, device),
                                            std::filesystem::path(model_path).filename().string(),
                                            sample_rate, voices, threads);
}

}  // namespace hemiola::worker
