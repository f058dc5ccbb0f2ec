// Runs the networks of a model by the inference network, frame by frame.
#include "inference/conv.h"
#include "inference/network.h"
#include "inference/sound.h"
#include "model/player.h"

namespace hemiola::model {
namespace {

class CpuState : public StreamState {
 public:
  void forget() override { past.reset(); }

  inference::Past past;
};

class CpuPlayer : public Player {
 public:
  CpuPlayer(const Config& config, const modelfile::Tensors& tensors, bool bfloat16)
      : config_(config), network_(config, tensors, bfloat16 && inference::has_bfloat16()) {}

  std::shared_ptr<StreamState> make_state() const override { return std::make_shared<CpuState>(); }
  void reserve(int threads) override { network_.reserve(threads); }

  void encode(States states, int frames, const float* log_bands, float* harmony,
              float* rhythm) override {
    run<inference::EncodeJob>(
        states, frames, &inference::Network::encode, [&](auto& past, auto row) {
          return inference::EncodeJob{&past, log_bands + row * config_.geometry.bands,
                                      harmony + row * config_.places * config_.channels_per_place,
                                      rhythm + row * config_.rhythm};
        });
  }
  void decode(States states, int frames, const float* harmony, const float* rhythm,
              float* log_bands) override {
    run<inference::DecodeJob>(
        states, frames, &inference::Network::decode, [&](auto& past, auto row) {
          return inference::DecodeJob{
              &past, harmony + row * config_.places * config_.channels_per_place,
              rhythm + row * config_.rhythm, log_bands + row * config_.geometry.bands};
        });
  }
  void sound(States states, int frames, const float* log_bands, const float* log_rest,
             float* rows) override {
    const int bands = config_.geometry.bands, outputs = config_.sound.outputs(bands);
    run<inference::SoundJob>(states, frames, &inference::Network::sound, [&](auto& past, auto row) {
      return inference::SoundJob{&past, log_bands + row * bands, log_rest + row * bands,
                                 rows + row * outputs};
    });
  }

 private:
  // Frame by frame: any split of the frames over calls gives the same bits.
  template <typename Job, typename Run, typename MakeJob>
  void run(States states, int frames, Run run_network, MakeJob make_job) {
    static thread_local std::vector<Job> jobs;
    for (int t = 0; t < frames; ++t) {
      jobs.clear();
      for (std::size_t v = 0; v < states.size(); ++v)
        jobs.push_back(make_job(static_cast<CpuState*>(states[v])->past,
                                static_cast<std::ptrdiff_t>(v) * frames + t));
      (network_.*run_network)(jobs);
    }
  }

  Config config_;
  inference::Network network_;
};

}  // namespace

std::unique_ptr<Player> make_cpu_player(const Config& config, const modelfile::Tensors& tensors,
                                        bool bfloat16) {
  return std::make_unique<CpuPlayer>(config, tensors, bfloat16);
}

}  // namespace hemiola::model
