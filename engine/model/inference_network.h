// The pitch network of a model that plays: no autograd, no dispatch, its memory laid out once.
#pragma once

#include <torch/torch.h>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "model/config.h"

namespace hemiola::model {

class InferenceSound;
struct InferenceSoundJob;

// How many bytes each layer that has a past wants of a voice's memory.
using RingSizes = std::vector<std::size_t>;

// What one voice remembers. Its memory comes with its first frame and stays.
struct InferencePast {
  std::vector<std::vector<std::byte>> rings;  // a layer each: its last frames, in turn
  long frames = 0;                            // how many there have been
  float level = 0;                            // above the lowest
  std::vector<float> harmony;                 // of the last frame that was decoded

  void prepare(const RingSizes& sizes);  // before the first frame
  void reset() noexcept;
};

struct InferenceEncodeJob {
  InferencePast* past;
  const float* log_bands;  // [bands]
  float* harmony;          // [places][channels a place]
  float* rhythm;           // [rhythm]
};
struct InferenceDecodeJob {
  InferencePast* past;
  const float* harmony;
  const float* rhythm;
  float* log_bands;
};

// One frame of each voice a call. Layer by layer, so that a layer's weights serve all voices while
// they are near; a voice at a time in each, so that the voices don't know of each other. For any
// number of threads: those that do the same at once have weights and scratch of their own.
class InferenceNetwork {
 public:
  // bfloat16: of weights and activations, but not of sums. Twice as fast where the processor has
  // it (has_bfloat16).
  InferenceNetwork(const Config& config,
                   const torch::OrderedDict<std::string, torch::Tensor>& tensors, bool bfloat16);
  ~InferenceNetwork();

  // The weights have changed since: it plays an older model.
  bool stale() const;
  void reserve(int threads);  // else made when so many do the same at once
  void encode(std::span<const InferenceEncodeJob> jobs);
  void decode(std::span<const InferenceDecodeJob> jobs);
  void sound(std::span<const InferenceSoundJob> jobs);  // only where the model has learned it

 private:
  struct Encoder;
  struct Decoder;
  struct Pools;
  torch::OrderedDict<std::string, torch::Tensor> tensors_;
  std::vector<std::int64_t> versions_;  // of the tensors when they were read
  std::unique_ptr<Pools> pools_;
};

}  // namespace hemiola::model
