// Rotation equals the patch bay's; hold and KL divergence are correct.
#include "support/catch_with_torch.h"

#include <cmath>

#include "patchbay/latent.h"
#include "training/losses.h"
#include "training/options.h"

using namespace hemiola;

TEST_CASE("the trainer rotates as the patch bay does, whole and fractional") {
  constexpr int kPlaces = 36, kChannels = 2;
  const auto harmony = torch::randn({3, 4, kPlaces, kChannels});
  const std::vector<double> semitones = {-7, 2.25, 0};
  const auto rotated = training::rotate_batch(harmony, semitones);
  for (int item = 0; item < 3; ++item)
    for (int frame = 0; frame < 4; ++frame) {
      const auto in = harmony[item][frame].contiguous(), out = rotated[item][frame].contiguous();
      std::vector<float> expected(kPlaces * kChannels);
      patchbay::rotate({in.data_ptr<float>(), expected.size()}, kChannels,
                       static_cast<float>(semitones[item]), expected);
      for (std::size_t i = 0; i < expected.size(); ++i)
        CHECK(std::abs(out.data_ptr<float>()[i] - expected[i]) < 1e-6f);
    }
}

TEST_CASE("a hold maps frames to weighted means of frames, and holds most of them") {
  std::mt19937_64 random(4);
  const auto hold = training::random_hold(16, 200, random);
  CHECK(torch::allclose(hold.sum(2), torch::ones({16, 200})));
  const auto kept = (hold.diagonal(0, 1, 2) == 1).to(torch::kFloat32).mean().item<float>();
  CHECK(kept > 0.2f);
  CHECK(kept < 0.7f);
}

namespace {

// A network that returns the target, with a posterior of known divergence.
struct Oracle : networks::Network {
  torch::Tensor answer, harmony = torch::ones({2, 5, 6, 1});
  networks::Posterior encode(const torch::Tensor& x, const torch::Tensor&,
                             networks::Past&) override {
    const auto v = x.size(0), t = x.size(1);
    return {harmony,
            torch::ones({v, t, 6, 1}),
            torch::zeros({v, t, 3}),
            torch::full({v, t, 3}, 2.0),
            {}};
  }
  torch::Tensor decode(const torch::Tensor&, const torch::Tensor&, networks::Past&) override {
    return answer;
  }
};

training::Batch batch_of(const torch::Tensor& x) { return {x, x, x, {1, 2}}; }

}  // namespace

TEST_CASE("the loss of a perfect latent-free guess is the divergence alone") {
  Oracle oracle;
  oracle.answer = torch::randn({2, 5, 10});
  std::mt19937_64 random(1);
  const training::LossWeights weights{1, 1, 1, 1, true};
  const auto losses = training::method_losses(oracle, batch_of(oracle.answer), weights, 1, random);
  const double harmony = 6 * 0.5, rhythm = 3 * (0.5 * (4 - 1) - std::log(2.0));
  CHECK(losses.error_nats == Approx(0));
  CHECK(losses.harmony_kl == Approx(harmony));
  CHECK(losses.rhythm_kl == Approx(rhythm));
  CHECK(losses.drums_in_harmony == Approx(0));
  CHECK(losses.smoothness == Approx(0));
  CHECK(losses.total.item<double>() == Approx((harmony + rhythm) / 10));
}

TEST_CASE("harmony that differs under other drums, or hurries, is charged") {
  Oracle oracle;
  oracle.answer = torch::randn({2, 5, 10});
  oracle.harmony = torch::zeros({2, 5, 6, 1});
  oracle.harmony[1].fill_(2);  // the second of the pair, in every frame and place
  std::mt19937_64 random(1);
  auto losses = training::method_losses(oracle, batch_of(oracle.answer), {}, 1, random);
  CHECK(losses.drums_in_harmony == Approx(6 * 0.5 * 4));
  CHECK(losses.smoothness == Approx(0));
  oracle.harmony = torch::zeros({2, 5, 6, 1});
  oracle.harmony.select(1, 2).fill_(3);  // up and down again: two of four steps
  losses = training::method_losses(oracle, batch_of(oracle.answer), {}, 1, random);
  CHECK(losses.drums_in_harmony == Approx(0));
  CHECK(losses.smoothness == Approx(6 * (std::sqrt(10.0) - 1) / 2));
}

TEST_CASE("one large step costs about as much as many small ones of the same length in all") {
  auto often = torch::zeros({1, 41, 6, 1}), once = torch::zeros({1, 41, 6, 1});
  for (int t = 1; t < 41; t += 2) often.select(1, t).fill_(0.25);
  once.slice(1, 20).fill_(10);
  const auto deviation = torch::full({1, 41, 6, 1}, 0.1);
  const auto ratio = [&](auto cost) { return cost(once) / cost(often); };
  const double squares = ratio([&](const torch::Tensor& x) {
    return training::distance_nats(x.slice(1, 1), deviation.slice(1, 1), x.slice(1, 0, 40),
                                   deviation.slice(1, 1))
        .template item<double>();
  });
  const double ways = ratio([&](const torch::Tensor& x) {
    return training::smoothness_loss(x, deviation).template item<double>();
  });
  CHECK(squares == Approx(40).epsilon(0.01));
  CHECK(ways < 2);
}
