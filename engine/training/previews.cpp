// Example spectrograms of a model during training.
#include "training/previews.h"

#include "training/losses.h"

namespace hemiola::training {
namespace {

constexpr std::uint64_t kFirstExample = (1ull << 40) + (1ull << 20);
constexpr int kExamples = 3;
constexpr double kFourth = 5;  // semitones

}  // namespace

std::vector<Preview> make_previews(const networks::Nets& nets, const Dataset& dataset,
                                   const ExampleOptions& options) {
  const torch::NoGradGuard guard;
  const Batch pairs = make_batch(dataset, options, kFirstExample, 2 * kExamples);
  const torch::Tensor original = pairs.original.slice(0, 0, 2 * kExamples, 2);
  networks::Past past;
  const auto q = nets.network->encode(original.to(nets.device), past);
  const torch::Tensor rhythm = q.rhythm(q.rhythm_mean);
  const auto decode = [&](const torch::Tensor& h, const torch::Tensor& r) {
    networks::Past fresh;
    return nets.network->decode(h, r, fresh).cpu().contiguous();
  };
  const torch::Tensor columns[kPreviewColumns] = {
      original.contiguous(), decode(q.harmony_mean, rhythm),
      decode(rotate_batch(q.harmony_mean, std::vector<double>(kExamples, kFourth)), rhythm),
      decode(q.harmony_mean, rhythm.roll(-1, 0))};
  const char* names[kPreviewColumns] = {"original", "decoded", "rotated by 5",
                                        "rhythm of the next"};
  std::vector<Preview> previews;
  for (int i = 0; i < kExamples; ++i)
    for (int c = 0; c < kPreviewColumns; ++c) {
      const float* data = columns[c].data_ptr<float>() + i * columns[c].stride(0);
      previews.push_back({"example " + std::to_string(i + 1) + ": " + names[c],
                          {data, data + columns[c].stride(0)}});
    }
  return previews;
}

}  // namespace hemiola::training
