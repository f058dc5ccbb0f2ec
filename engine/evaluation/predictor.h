// Small networks that predict chords or onsets from log bands or latents.
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

// A clip, or part of a clip, to train on.
struct TrainingClip {
  torch::Tensor input;   // [channels][frames][rows]
  torch::Tensor target;  // chords: [frames], int64, -1 ignored; onsets: [tracks][frames], 0 .. 1
};

struct FitOptions {
  int steps = 400;
  int batch = 16;               // excerpts
  int excerpt = 160;            // frames
  double learning_rate = 3e-3;  // initial; decays
  std::uint64_t seed = 1;
};

class Predictor {
 public:
  Predictor(Task task, const InputShape& shape, int outputs, std::uint64_t seed);
  ~Predictor();
  Predictor(Predictor&&) noexcept;

  // Trains; repeatable with the same seed on the same kind of processor. Throws std::runtime_error
  // if every clip is shorter than an excerpt.
  void fit(const std::vector<TrainingClip>& clips, const FitOptions& options,
           const std::function<void(double fraction)>& report = {});
  // Chord logits or onset probabilities: [outputs][frames].
  torch::Tensor read(const torch::Tensor& input /*[channels][frames][rows]*/) const;

  // For the transcriber's cache file: weights and input scale, by name.
  std::map<std::string, torch::Tensor> tensors() const;
  // Returns false, and changes nothing, if names or sizes differ.
  bool restore(const std::map<std::string, torch::Tensor>& tensors);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// Converts [frames][rows][channels] to a predictor's input [channels][frames][rows].
torch::Tensor as_input(const std::vector<float>& values, int frames, const InputShape& shape);
// Means of groups of `size` neighbouring frames; an incomplete last group is dropped.
torch::Tensor pool_frames(const torch::Tensor& input, int size);

}  // namespace hemiola::evaluation
