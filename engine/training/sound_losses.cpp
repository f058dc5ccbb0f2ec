// Loss between a sound and its target: spectra at five resolutions, the envelope at two, the level.
//
// A bin-by-bin distance punishes real noise: two excerpts of the same noise are further apart than
// the noise and its smooth mean. So bins weigh little here, and patches of about 20 bins more:
// their power and its unevenness within the patch, which distinguishes a tone, noise, and a hum at
// the hop rate.
#include "training/sound_losses.h"

#include <tuple>
#include <utility>

#include "features/bands.h"
#include "training/sound_examples.h"

namespace hemiola::training {
namespace {

constexpr int kSizes[] = {4096, 2048, 1024, 512, 256};
struct Patch {
  int bins, frames;
};
// Long windows distinguish tones and hums from noise, short ones resolve time.
constexpr Patch kPatches[] = {{3, 6}, {4, 6}, {6, 4}, {8, 3}, {16, 2}};
constexpr int kBandsSize = 4096, kDistanceSize = 2048;
constexpr double kRange = 1e-4;    // bins 80 dB below the loudest don't count
constexpr double kSilence = 1e-3;  // magnitude: about -90 dBFS
constexpr double kHighestHz = 20400;
constexpr double kBinsWeight = 0.35, kPatchWeight = 0.65, kUnevennessWeight = 0.35;
constexpr double kConvergenceWeight = 0.4, kBandsWeight = 1.0, kEnvelopeWeight = 0.8;
constexpr double kAttackWeight = 0.4, kLevelWeight = 0.5;
constexpr int kEnvelopeSize = 64;        // samples: 1.5 ms, shorter than the ear resolves
constexpr int kAttackSize = 16;          // 0.4 ms
constexpr double kEnvelopeRange = 1e-5;  // energy: 50 dB
constexpr double kDbPerNat = 8.685889638;

torch::Tensor log_of(const torch::Tensor& magnitudes, const torch::Tensor& floor) {
  return (magnitudes.square() + floor.square()).log() * 0.5;
}

}  // namespace

SoundDistance::SoundDistance(const features::Geometry& geometry, const torch::Device& device) {
  for (const int size : kSizes) windows_.push_back(torch::hann_window(size).to(device));
  const double hz_per_bin = kSoundRate / kBandsSize;
  const int bins = kBandsSize / 2 + 1;
  const std::vector<double> scale(static_cast<std::size_t>(geometry.bands), 1.0);
  const features::SparseRows rows =
      features::integrate_pitch_bands(geometry, hz_per_bin, bins, scale);
  torch::Tensor matrix = torch::zeros({bins, rows.rows()});
  for (int bin = 0; bin < bins; ++bin) {
    std::vector<float> one(static_cast<std::size_t>(bins)), bands(rows.rows());
    one[static_cast<std::size_t>(bin)] = 1;
    rows.add_product(one.data(), bands.data());
    matrix[bin] = torch::tensor(bands);
  }
  bands_ = matrix.to(device);
}

torch::Tensor SoundDistance::magnitudes(const torch::Tensor& sound, int size) const {
  std::size_t which = 0;
  while (kSizes[which] != size) ++which;
  const torch::Tensor spectrum =
      torch::stft(sound, size, size / 4, size, windows_[which], /*center=*/false, "reflect",
                  /*normalized=*/false, /*onesided=*/true, /*return_complex=*/true);
  const auto bins = static_cast<int64_t>(kHighestHz / kSoundRate * size);
  const torch::Tensor parts = torch::view_as_real(spectrum.slice(1, 0, bins));
  return (parts.square().sum(3) + 1e-12).sqrt();  // [items][bins][frames]
}

torch::Tensor SoundDistance::texture_error(const torch::Tensor& made, const torch::Tensor& target,
                                           const torch::Tensor& floor, int patch_bins,
                                           int patch_frames) {
  const std::vector<int64_t> patch{patch_bins, patch_frames},
      step{(patch_bins + 1) / 2, (patch_frames + 1) / 2};
  const auto pooled = [&](const torch::Tensor& x) { return torch::avg_pool2d(x, patch, step); };
  // Log of a patch's mean power, and how far the mean of its logs is below that.
  const auto texture = [&](const torch::Tensor& magnitudes) {
    const torch::Tensor power = magnitudes.square() + floor.square();
    const torch::Tensor log = 0.5 * pooled(power).log();
    return std::pair{log, log - 0.5 * pooled(power.log())};
  };
  const auto [log, unevenness] = texture(made);
  torch::Tensor true_log, true_unevenness;
  {
    const torch::NoGradGuard no_gradient;
    std::tie(true_log, true_unevenness) = texture(target);
  }
  return kPatchWeight * (log - true_log).abs().mean() +
         kUnevennessWeight * (unevenness - true_unevenness).abs().mean();
}

// What spectra hardly show: attacks that are a few milliseconds early, and the overall level.
torch::Tensor SoundDistance::time_error(const torch::Tensor& sound, const torch::Tensor& truth) {
  const auto energy = [](const torch::Tensor& x, int size) {
    return torch::avg_pool1d(x.square().unsqueeze(1), size, size / 2).squeeze(1);
  };
  torch::Tensor target, floor, instants, norm, whole;
  {
    const torch::NoGradGuard no_gradient;
    target = energy(truth, kEnvelopeSize);
    floor = (kEnvelopeRange * target.amax({1}, true)).clamp_min(1e-10);
    instants = (energy(truth, kAttackSize) + 1e-10).sqrt();
    norm = instants.square().sum({1}).sqrt() + 1e-3;
    whole = truth.square().mean({1}) + 1e-8;
  }
  const torch::Tensor envelope =
      0.5 * ((energy(sound, kEnvelopeSize) + floor).log() - (target + floor).log()).abs().mean();
  const torch::Tensor off = (energy(sound, kAttackSize) + 1e-10).sqrt() - instants;
  const torch::Tensor attack = ((off.square().sum({1}) + 1e-12).sqrt() / norm).clamp_max(3).mean();
  const torch::Tensor level =
      0.5 * ((sound.square().mean({1}) + 1e-8).log() - whole.log()).abs().mean();
  return kEnvelopeWeight * envelope + kAttackWeight * attack + kLevelWeight * level;
}

SoundLosses SoundDistance::operator()(const torch::Tensor& sound,
                                      const torch::Tensor& truth) const {
  SoundLosses losses;
  losses.total = torch::zeros({}, sound.options());
  std::size_t which = 0;
  for (const int size : kSizes) {
    torch::Tensor target, floor, target_log, norm;
    {
      const torch::NoGradGuard no_gradient;
      target = magnitudes(truth, size);
      floor = (kRange * target.amax({1, 2}, true)).clamp_min(kSilence * size / 2048.0);
      target_log = log_of(target, floor);
      norm = target.square().sum({1, 2}).sqrt() + floor.view({-1});
    }
    const torch::Tensor made = magnitudes(sound, size);
    const torch::Tensor distance = (log_of(made, floor) - target_log).abs().mean();
    const torch::Tensor convergence =
        (((made - target).square().sum({1, 2}) + 1e-12).sqrt() / norm).clamp_max(3).mean();
    const Patch patch = kPatches[which++];
    losses.total = losses.total + kBinsWeight * distance +
                   texture_error(made, target, floor, patch.bins, patch.frames) +
                   kConvergenceWeight * convergence;
    if (size == kDistanceSize) {
      losses.distance_db = kDbPerNat * distance.item<double>();
      losses.convergence = convergence.item<double>();
    }
    if (size != kBandsSize) continue;
    const auto bands = [&](const torch::Tensor& m) {
      const torch::Tensor power =
          torch::matmul(m.square().transpose(1, 2), bands_.slice(0, 0, m.size(1)));
      const torch::Tensor quiet = floor.square() * 10;
      return 0.5 * (power + quiet).log();
    };
    const torch::Tensor error = (bands(made) - bands(target).detach()).abs().mean();
    losses.bands_nats = error.item<double>();
    losses.total = losses.total + kBandsWeight * error;
  }
  losses.total = losses.total + time_error(sound, truth);
  losses.total = losses.total / static_cast<double>(std::size(kSizes));
  return losses;
}

}  // namespace hemiola::training
