// Pitch network for playback: no autograd, no dispatch, preallocated memory.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "modelfile/config.h"
#include "modelfile/tensor.h"

namespace hemiola::inference {

using modelfile::Config;

class Sound;
struct SoundJob;

// Bytes that each layer with a past needs in a voice's memory.
using RingSizes = std::vector<std::size_t>;

// Past of one voice. Its memory is allocated at its first frame and kept.
struct Past {
  std::vector<std::vector<std::byte>> rings;  // per layer: ring buffer of its last frames
  long frames = 0;                            // number of frames so far
  float level = 0;                            // above kLowestLevel
  std::vector<float> harmony;                 // last decoded frame

  void prepare(const RingSizes& sizes);  // allocates, if not done yet
  void reset() noexcept;
};

struct EncodeJob {
  Past* past;
  const float* log_bands;  // [bands]
  float* harmony;          // [places][channels per place]
  float* rhythm;           // [rhythm]
};
struct DecodeJob {
  Past* past;
  const float* harmony;
  const float* rhythm;
  float* log_bands;
};

// One frame of each voice per call. Runs layer by layer, so that a layer's weights stay in the
// cache for all voices, and within a layer voice by voice, so that voices don't affect each other.
// Thread-safe: concurrent calls share the weights and have their own scratch memory.
class Network {
 public:
  // Copies the tensors' values. bfloat16: weights and activations, not sums; twice as fast if the
  // processor has it (has_bfloat16). Throws std::runtime_error if the sizes of the layers don't
  // match.
  Network(const Config& config, const modelfile::Tensors& tensors, bool bfloat16);
  ~Network();

  void reserve(int threads);  // for concurrent calls; else the first ones allocate
  void encode(std::span<const EncodeJob> jobs);
  void decode(std::span<const DecodeJob> jobs);
  void sound(std::span<const SoundJob> jobs);  // only if the model has a sound network

 private:
  struct Encoder;
  struct Decoder;
  struct Pools;
  std::unique_ptr<Pools> pools_;
};

}  // namespace hemiola::inference
