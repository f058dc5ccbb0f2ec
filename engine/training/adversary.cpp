// One step of discriminators, and what they and the spectral loss pull at the sound.
#include "training/adversary.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "base/random.h"
#include "training/precision.h"

namespace hemiola::training {
namespace {

constexpr int64_t kExcerpt = 24576;  // samples that are judged: half a second
constexpr double kSmallestRms = 1e-3;
constexpr double kForget = 0.9;    // of the moving means, per measurement
constexpr long kMeasureEvery = 8;  // steps
constexpr double kGradientClip = 10;
constexpr double kFirstSteps = 200;  // with which a warning compares
constexpr long kWarningSteps = 50;   // fewer say nothing

// Each item at an rms of about 1, both by the same factor.
torch::Tensor loudness(const torch::Tensor& truth) {
  return truth.square().mean({1}, true).sqrt().clamp_min(kSmallestRms);
}

// Mean over all judgements.
template <typename Function>
torch::Tensor mean_of(const std::vector<Judgement>& judgements, Function function) {
  std::vector<torch::Tensor> values;
  for (const auto& judgement : judgements)
    values.push_back(function(judgement.scores.to(torch::kFloat32)).mean());
  return torch::stack(values).mean();
}

torch::Tensor hinge(const std::vector<Judgement>& judgements, double wanted) {
  return mean_of(judgements, [&](const auto& scores) { return torch::relu(1 - wanted * scores); });
}

torch::Tensor mean_score(const std::vector<Judgement>& judgements) {
  return mean_of(judgements, [](const auto& scores) { return scores; });
}

// Share of true and made places that are told apart.
double accuracy_of(const std::vector<Judgement>& of_truth, const std::vector<Judgement>& of_made) {
  const torch::NoGradGuard no_gradient;
  const auto right = [](double sign) {
    return [sign](const torch::Tensor& scores) { return (sign * scores > 0).to(torch::kFloat32); };
  };
  return 0.5 * (mean_of(of_truth, right(1)) + mean_of(of_made, right(-1))).item<double>();
}

// Mean difference of each layer's features, relative to their size for true sounds.
torch::Tensor feature_distance(const std::vector<Judgement>& made,
                               const std::vector<Judgement>& real) {
  std::vector<torch::Tensor> distances;
  for (std::size_t i = 0; i < made.size(); ++i)
    for (std::size_t k = 0; k < made[i].features.size(); ++k) {
      const torch::Tensor target = real[i].features[k].detach().to(torch::kFloat32);
      const torch::Tensor difference = made[i].features[k].to(torch::kFloat32) - target;
      distances.push_back(difference.abs().mean() / (target.abs().mean() + 1e-6));
    }
  return torch::stack(distances).mean();
}

}  // namespace

AdversaryFigures& AdversaryFigures::operator+=(const AdversaryFigures& other) {
  loss += other.loss;
  accuracy += other.accuracy;
  features += other.features;
  noise += other.noise;
  return *this;
}

AdversaryFigures AdversaryFigures::operator/(long count) const {
  const auto n = static_cast<double>(count);
  return {loss / n, accuracy / n, features / n, noise / n};
}

Adversary::Adversary(const AdversaryOptions& options, const torch::Device& device)
    : options_(options),
      device_(device),
      discriminators_([&] {
        torch::manual_seed(options.seed);
        return options.width;
      }()),
      optimizer_(discriminators_.parameters(),
                 torch::optim::AdamWOptions(options.learning_rate).betas({0.5, 0.9})),
      norms_(torch::zeros({3}, torch::kFloat64)),
      at_first_(torch::zeros({3}, torch::kFloat64)) {
  discriminators_.to(device);
}

void Adversary::find_gradients(const std::vector<Judgement>& of_made,
                               const std::vector<Judgement>& of_truth, Ranks& ranks) {
  const torch::Tensor loss = hinge(of_truth, 1) + hinge(of_made, -1);
  optimizer_.zero_grad();
  loss.backward({}, /*retain_graph=*/true, /*create_graph=*/false, discriminators_.parameters());
  ranks.average_gradients(discriminators_.parameters(), false);
  torch::nn::utils::clip_grad_norm_(discriminators_.parameters(), kGradientClip);
  figures_.loss = loss.item<double>();
  if (!std::isfinite(figures_.loss))
    throw std::runtime_error(
        "the loss of the discriminators is no longer finite; go on from the last checkpoint with "
        "half the rate: --resume --discriminator-rate " +
        std::to_string(options_.learning_rate / 2));
}

torch::Tensor Adversary::gradient(const torch::Tensor& sound, const torch::Tensor& truth,
                                  const torch::Tensor& spectral, long step, double strength,
                                  Ranks& ranks) {
  base::Random random(base::mix_seed(options_.seed, static_cast<std::uint64_t>(step)));
  const int64_t room = std::max<int64_t>(0, sound.size(1) - kExcerpt);
  const auto first = static_cast<int64_t>(random.index(static_cast<std::uint64_t>(room) + 1));
  const torch::Tensor scale = loudness(truth);
  const auto excerpt = [&](const torch::Tensor& x) {
    return (x / scale).slice(1, first, first + kExcerpt);
  };
  std::vector<Judgement> of_truth, of_made;
  {
    const Bfloat16Scope scope(device_, has_bfloat16(device_));
    of_truth = discriminators_.judge(excerpt(truth));
    of_made = discriminators_.judge(excerpt(sound));
  }
  find_gradients(of_made, of_truth, ranks);
  figures_.accuracy = accuracy_of(of_truth, of_made);
  const torch::Tensor sum =
      balanced_gradient(sound, spectral, -mean_score(of_made), feature_distance(of_made, of_truth),
                        step, strength, ranks);
  optimizer_.step();  // only now, as it changes what the gradients were taken of
  return sum;
}

torch::Tensor Adversary::balanced_gradient(const torch::Tensor& sound,
                                           const torch::Tensor& spectral,
                                           const torch::Tensor& score,
                                           const torch::Tensor& features, long step,
                                           double strength, Ranks& ranks) {
  const auto gradient_of = [&](const torch::Tensor& loss) {
    return torch::autograd::grad({loss}, {sound}, {}, true)[0];
  };
  figures_.features = features.item<double>();
  const torch::Tensor of_spectra = gradient_of(spectral);
  std::vector<torch::Tensor> others;
  const double shares[] = {strength * options_.score_share, strength * options_.feature_share};
  // Each loss by itself costs a pass of its own, so their norms are measured now and then.
  const bool measures = step % kMeasureEvery == 0 || norms_[0].item<double>() == 0;
  if (measures) {
    others = {gradient_of(score), gradient_of(features)};
    torch::Tensor norms = torch::stack({of_spectra.norm(), others[0].norm(), others[1].norm()});
    ranks.average(norms);
    norms = norms.to(torch::kFloat64).cpu();
    norms_ = norms_[0].item<double>() > 0 ? kForget * norms_ + (1 - kForget) * norms : norms;
  }
  const auto weight = [&](int i) {
    return shares[i] * norms_[0].item<double>() / (norms_[i + 1].item<double>() + 1e-12);
  };
  if (measures) return of_spectra + weight(0) * others[0] + weight(1) * others[1];
  return of_spectra + gradient_of(weight(0) * score + weight(1) * features);
}

void Adversary::note(double bands_nats, double noise_share) {
  figures_.noise = noise_share;
  if (at_first_[0].item<double>() < kFirstSteps) {
    at_first_ += torch::tensor({1.0, bands_nats, noise_share}, torch::kFloat64);
    return;
  }
  recent_ += figures_;
  recent_bands_ += bands_nats;
  ++recent_steps_;
}

std::optional<std::string> Adversary::warning() {
  if (recent_steps_ < kWarningSteps) return {};
  const torch::Tensor first = at_first_ / at_first_[0];
  const auto problem =
      adversary_warning(recent_ / recent_steps_, recent_bands_ / static_cast<double>(recent_steps_),
                        first[2].item<double>(), first[1].item<double>());
  recent_ = {};
  recent_bands_ = 0;
  recent_steps_ = 0;
  return problem;
}

void Adversary::save(const std::filesystem::path& file) {
  torch::serialize::OutputArchive archive, networks, optimizer;
  discriminators_.save(networks);
  optimizer_.save(optimizer);
  archive.write("networks", networks);
  archive.write("optimizer", optimizer);
  archive.write("norms", norms_);
  archive.write("at_first", at_first_);
  archive.write("width", torch::full({1}, options_.width));
  try {
    archive.save_to(file.string());
  } catch (const c10::Error&) {
    throw std::runtime_error(file.string() + ": can't be written; is the disk full?");
  }
}

void Adversary::load(const std::filesystem::path& file) {
  torch::serialize::InputArchive archive, networks, optimizer;
  torch::Tensor saved_norms, at_first, width;
  try {
    archive.load_from(file.string(), device_);
    archive.read("width", width);
    archive.read("norms", saved_norms);
    archive.read("at_first", at_first);
    archive.read("networks", networks);
    archive.read("optimizer", optimizer);
  } catch (const std::exception&) {
    throw std::runtime_error(file.string() + ": cannot be read back; begin again with --restart");
  }
  const int begun_with = width.item<int>();
  if (begun_with != options_.width)
    throw std::runtime_error(file.string() + ": was begun with --discriminator-width " +
                             std::to_string(begun_with) +
                             "; resume it with that, or begin again with --restart");
  discriminators_.load(networks);
  optimizer_.load(optimizer);
  // Later versions of LibTorch read the rate, too.
  for (auto& group : optimizer_.param_groups()) group.options().set_lr(options_.learning_rate);
  norms_ = saved_norms.cpu();
  at_first_ = at_first.cpu();
}

std::optional<std::string> adversary_warning(const AdversaryFigures& now, double bands_nats,
                                             double noise_before, double bands_nats_before) {
  constexpr double kAllRight = 0.98, kGuessing = 0.53, kBandsLost = 1.25, kNoiseLost = 0.2;
  char text[320];
  if (now.accuracy > kAllRight)
    std::snprintf(text, sizeof text,
                  "the discriminators win: they tell %.0f %% of what they hear, so the sound "
                  "network learns little from them; a lower --discriminator-rate gives it time",
                  100 * now.accuracy);
  else if (now.accuracy < kGuessing)
    std::snprintf(text, sizeof text,
                  "the sound network wins: the discriminators tell %.0f %%, where guessing tells "
                  "50; a higher --discriminator-rate makes them learn",
                  100 * now.accuracy);
  else if (bands_nats > kBandsLost * bands_nats_before)
    std::snprintf(text, sizeof text,
                  "passing for true costs fidelity: the bands of the sound are %.3f nats off, %.3f "
                  "when the discriminators began; a lower --adversarial-weight keeps nearer",
                  bands_nats, bands_nats_before);
  else if (now.noise < kNoiseLost * noise_before)
    std::snprintf(text, sizeof text,
                  "the noise has collapsed: it is %.1f %% of the power, %.1f when the "
                  "discriminators began; a lower --adversarial-weight keeps it",
                  100 * now.noise, 100 * noise_before);
  else
    return {};
  return text;
}

}  // namespace hemiola::training
