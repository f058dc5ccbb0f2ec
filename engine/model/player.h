// Runs the networks of a model: on the CPU by the inference network, else by LibTorch.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "model/stream_state.h"
#include "modelfile/config.h"
#include "modelfile/tensor.h"

namespace hemiola::model {

using modelfile::Config;

// The same frames as Model's functions of these names, without its correction of levels.
// Thread-safe if each state is used by one thread at a time.
class Player {
 public:
  using States = std::span<StreamState* const>;  // that this player made

  virtual ~Player() = default;
  virtual std::shared_ptr<StreamState> make_state() const = 0;
  virtual void reserve(int threads) = 0;  // for concurrent calls
  virtual void encode(States states, int frames, const float* log_bands, float* harmony,
                      float* rhythm) = 0;
  virtual void decode(States states, int frames, const float* harmony, const float* rhythm,
                      float* log_bands) = 0;
  virtual void sound(States states, int frames, const float* log_bands, const float* log_rest,
                     float* rows) = 0;
};

// Keeps a reference to the tensors. bfloat16: where the processor has it.
std::unique_ptr<Player> make_cpu_player(const Config& config, const modelfile::Tensors& tensors,
                                        bool bfloat16);

// Plays with LibTorch what the inference network can't: on a GPU, and the paper preset. A program
// without LibTorch has none (networks/torch_player.h offers one).
class TorchPlayers {
 public:
  virtual ~TorchPlayers() = default;
  virtual bool has_cuda() const = 0;
  virtual void use_threads(int threads) const = 0;
  // device: "cpu" or "cuda". Throws std::runtime_error if a tensor does not fit.
  virtual std::unique_ptr<Player> make(const Config& config, const modelfile::Tensors& tensors,
                                       const std::string& device) const = 0;
};
// Call before the first model is made. Not thread-safe.
void use_torch_players(std::unique_ptr<TorchPlayers> players);

}  // namespace hemiola::model
