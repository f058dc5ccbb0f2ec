// Small networks that read music out of log bands or latents: the same family for every input.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "evaluation/transcriber.h"

namespace hemiola::evaluation {

enum class Task { chords, onsets };

// One clip to learn from, or a piece of one.
struct Lesson {
  torch::Tensor input;   // [channels][frames][rows]
  torch::Tensor target;  // chords: [frames], int64, -1 ignored; onsets: [tracks][frames], 0 .. 1
};

struct FitOptions {
  int steps = 400;
  int batch = 16;      // excerpts
  int excerpt = 160;   // frames
  double rate = 3e-3;  // of learning, falling to zero like a half cosine
  std::uint64_t seed = 1;
};

class Predictor {
 public:
  Predictor(Task task, const InputShape& shape, int outputs, std::uint64_t seed);
  ~Predictor();
  Predictor(Predictor&&) noexcept;

  // Learns the scale of the input, then the task. Repeatable by its seed on one kind of processor.
  void fit(const std::vector<Lesson>& lessons, const FitOptions& options,
           const std::function<void(double fraction)>& report = {});
  // Logits of the chords or probabilities of the onsets: [outputs][frames].
  torch::Tensor read(const torch::Tensor& input /*[channels][frames][rows]*/) const;

  // For the cache: weights and the input's scale, by name.
  std::map<std::string, torch::Tensor> tensors() const;
  // False where names or sizes differ; then nothing is taken.
  bool restore(const std::map<std::string, torch::Tensor>& tensors);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// [frames][rows][channels] as a predictor takes it.
torch::Tensor as_input(const std::vector<float>& values, int frames, const InputShape& shape);
// The mean of each `size` neighbouring frames; a rest that fills no group is left out.
torch::Tensor pool_frames(const torch::Tensor& input, int size);

}  // namespace hemiola::evaluation
