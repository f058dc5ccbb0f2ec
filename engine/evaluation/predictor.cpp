// Training and inference of a predictor.
#include "evaluation/predictor.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <stdexcept>

#include "evaluation/predictor_nets.h"

namespace hemiola::evaluation {
namespace {

constexpr double kWarmUpSteps = 20;
constexpr double kGradientClip = 5;
constexpr double kOnsetWeight = 4;  // onsets are rare, so a miss costs more than a false alarm

std::shared_ptr<PredictorNet> make_net(Task task, const InputShape& shape, int outputs) {
  return task == Task::chords && shape.rows_per_semitone > 0 ? make_folding_net(shape)
                                                             : make_dense_net(shape, outputs);
}

torch::Tensor loss_of(Task task, const torch::Tensor& logits, const torch::Tensor& target) {
  namespace F = torch::nn::functional;
  if (task == Task::chords) {
    const auto options = F::CrossEntropyFuncOptions().ignore_index(-1).reduction(torch::kSum);
    return F::cross_entropy(logits, target, options) / target.ge(0).sum().clamp_min(1);
  }
  return F::binary_cross_entropy_with_logits(
      logits, target,
      F::BinaryCrossEntropyWithLogitsFuncOptions().pos_weight(torch::tensor(kOnsetWeight)));
}

// A batch of random excerpts from random clips.
std::pair<torch::Tensor, torch::Tensor> draw_batch(const std::vector<TrainingClip>& clips,
                                                   const FitOptions& options, Task task,
                                                   std::mt19937_64& random) {
  std::vector<torch::Tensor> inputs, targets;
  for (int i = 0; i < options.batch; ++i) {
    const TrainingClip& clip = clips[random() % clips.size()];
    const int64_t spare = clip.input.size(1) - options.excerpt;
    const auto first = static_cast<int64_t>(random() % static_cast<std::uint64_t>(spare + 1));
    inputs.push_back(clip.input.narrow(1, first, options.excerpt));
    targets.push_back(clip.target.narrow(task == Task::chords ? 0 : 1, first, options.excerpt));
  }
  return {torch::stack(inputs), torch::stack(targets)};
}

}  // namespace

struct Predictor::Parts {
  Task task;
  std::shared_ptr<PredictorNet> net;
  torch::Tensor centre, spread;  // of the input: [channels][1][1]

  torch::Tensor normal(const torch::Tensor& x) const { return (x - centre) / spread; }
};

Predictor::Predictor(Task task, const InputShape& shape, int outputs, std::uint64_t seed)
    : parts_(std::make_unique<Parts>()) {
  torch::manual_seed(seed);
  parts_->task = task;
  parts_->net = make_net(task, shape, outputs);
  parts_->centre = torch::zeros({shape.channels, 1, 1});
  parts_->spread = torch::ones({shape.channels, 1, 1});
}
Predictor::~Predictor() = default;
Predictor::Predictor(Predictor&&) noexcept = default;

void Predictor::fit(const std::vector<TrainingClip>& clips, const FitOptions& options,
                    const std::function<void(double)>& report) {
  std::vector<TrainingClip> usable;
  std::vector<torch::Tensor> means, squares;
  for (const auto& clip : clips) {
    if (clip.input.size(1) < options.excerpt) continue;
    usable.push_back(clip);
    means.push_back(clip.input.mean({1, 2}, true));
    squares.push_back(clip.input.square().mean({1, 2}, true));
  }
  if (usable.empty())
    throw std::runtime_error(
        "the clips are too short for a predictor to learn from: give clips of " +
        std::to_string(options.excerpt) + " frames or more");
  parts_->centre = torch::stack(means).mean(0);
  parts_->spread = (torch::stack(squares).mean(0) - parts_->centre.square()).clamp_min(1e-8).sqrt();

  std::mt19937_64 random(options.seed);
  auto& net = *parts_->net;
  torch::optim::AdamW optimizer(
      net.parameters(), torch::optim::AdamWOptions(options.learning_rate).weight_decay(1e-2));
  for (int step = 0; step < options.steps; ++step) {
    const double fraction = static_cast<double>(step) / options.steps;
    const double rate = options.learning_rate * std::min(1.0, (step + 1) / kWarmUpSteps) * 0.5 *
                        (1 + std::cos(std::numbers::pi * fraction));
    for (auto& group : optimizer.param_groups())
      static_cast<torch::optim::AdamWOptions&>(group.options()).lr(rate);
    const auto [input, target] = draw_batch(usable, options, parts_->task, random);
    optimizer.zero_grad();
    loss_of(parts_->task, net.forward(parts_->normal(input)), target).backward();
    torch::nn::utils::clip_grad_norm_(net.parameters(), kGradientClip);
    optimizer.step();
    if (report) report(fraction);
  }
}

torch::Tensor Predictor::read(const torch::Tensor& input) const {
  const torch::NoGradGuard guard;
  const torch::Tensor logits = parts_->net->forward(parts_->normal(input).unsqueeze(0)).squeeze(0);
  return parts_->task == Task::chords ? logits : torch::sigmoid(logits);
}

std::map<std::string, torch::Tensor> Predictor::tensors() const {
  std::map<std::string, torch::Tensor> all = {{"centre", parts_->centre},
                                              {"spread", parts_->spread}};
  for (const auto& parameter : parts_->net->named_parameters())
    all[parameter.key()] = parameter.value().detach();
  return all;
}

bool Predictor::restore(const std::map<std::string, torch::Tensor>& tensors) {
  const auto own = this->tensors();
  for (const auto& [name, tensor] : own) {
    const auto stored = tensors.find(name);
    if (stored == tensors.end() || stored->second.sizes() != tensor.sizes()) return false;
  }
  const torch::NoGradGuard guard;
  for (const auto& [name, tensor] : own) torch::Tensor(tensor).copy_(tensors.at(name));
  return true;
}

torch::Tensor as_input(const std::vector<float>& values, int frames, const InputShape& shape) {
  return torch::from_blob(const_cast<float*>(values.data()), {frames, shape.rows, shape.channels})
      .permute({2, 0, 1})
      .clone(at::MemoryFormat::Contiguous);
}

torch::Tensor pool_frames(const torch::Tensor& input, int size) {
  const int64_t groups = input.size(1) / size;
  return input.narrow(1, 0, groups * size).unflatten(1, {groups, size}).mean(2);
}

}  // namespace hemiola::evaluation
