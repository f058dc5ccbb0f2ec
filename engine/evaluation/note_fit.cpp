// Normal equations of the map from notes to harmony: sparse, as few notes sound at a time.
#include "evaluation/note_fit.h"

#include <torch/torch.h>

#include <stdexcept>

#include "evaluation/coder.h"

namespace hemiola::evaluation {
namespace {

using patchbay::NoteMap;
using patchbay::NoteMapView;

constexpr int kFrameStep = 12;       // frames between those that are used: neighbours are alike
constexpr double kRidge = 10;        // weight of the parameters' squares
constexpr std::size_t kHeldOut = 8;  // one clip of so many

// The loudness of the notes that sound at a time, per place.
std::vector<float> loudness_at(const Labels& labels, double seconds, int places) {
  std::vector<float> loudness(static_cast<std::size_t>(places));
  for (const NoteLabel& note : labels.played)
    if (note.onset <= seconds && seconds < note.end)
      patchbay::add_note(loudness, note.midi, static_cast<float>(note.velocity / 127.0));
  return loudness;
}

// Unknowns: the kernel's values, then one bias per place; for each channel of harmony.
class NormalEquations {
 public:
  NormalEquations(int places, int channels)
      : places_(places),
        channels_(channels),
        squares_(torch::zeros({size(), size()}, torch::kFloat64)),
        products_(torch::zeros({size(), channels}, torch::kFloat64)) {}

  void add(const std::vector<float>& loudness, const float* harmony) {
    auto squares = squares_.accessor<double, 2>();
    auto products = products_.accessor<double, 2>();
    std::vector<std::pair<int, double>> inputs;
    for (int place = 0; place < places_; ++place) {
      inputs.assign(1, {NoteMapView::kReach + place, 1.0});
      for (int k = 0; k < NoteMapView::kReach; ++k) {
        const int note = place + k - NoteMapView::kBelow;
        if (note < 0 || note >= places_ || loudness[static_cast<std::size_t>(note)] == 0) continue;
        inputs.emplace_back(k, loudness[static_cast<std::size_t>(note)]);
      }
      for (const auto& [i, a] : inputs) {
        for (const auto& [j, b] : inputs) squares[i][j] += a * b;
        for (int c = 0; c < channels_; ++c) products[i][c] += a * harmony[place * channels_ + c];
      }
    }
  }

  NoteMap solve() const {
    const torch::Tensor found =
        torch::linalg_solve(squares_ + kRidge * torch::eye(size(), torch::kFloat64), products_)
            .to(torch::kFloat32)
            .contiguous();
    const float* values = found.data_ptr<float>();
    const std::ptrdiff_t kernel = NoteMapView::kReach * channels_;
    return {
        places_, channels_, {values, values + kernel}, {values + kernel, values + found.numel()}};
  }

 private:
  int size() const { return NoteMapView::kReach + places_; }

  int places_, channels_;
  torch::Tensor squares_, products_;
};

// Sums of squares over unseen frames: of what the map leaves, and around each place's mean.
class Unexplained {
 public:
  explicit Unexplained(const NoteMap& map)
      : map_(map), guess_(map.bias.size()), sums_(guess_.size()), squares_(guess_.size()) {}

  void add(const std::vector<float>& loudness, const float* harmony) {
    map_.view().harmony_of(loudness, guess_);
    ++frames_;
    for (std::size_t i = 0; i < guess_.size(); ++i) {
      const double off = harmony[i] - guess_[i];
      left_ += off * off;
      sums_[i] += harmony[i];
      squares_[i] += static_cast<double>(harmony[i]) * harmony[i];
    }
  }
  double explained() const {
    double variance = 0;
    for (std::size_t i = 0; i < sums_.size(); ++i)
      variance += squares_[i] - sums_[i] * sums_[i] / frames_;
    return variance > 0 ? 1 - left_ / variance : 0;
  }

 private:
  const NoteMap& map_;
  std::vector<float> guess_;
  std::vector<double> sums_, squares_;
  double left_ = 0;
  int frames_ = 0;
};

struct PlayedClip {
  Labels labels;
  Latents latents;
  measures::FrameClock clock;
};

template <typename Take>
void for_each_frame(const PlayedClip& clip, const patchbay::LatentShape& shape, Take take) {
  for (int t = 0; t < clip.latents.frames; t += kFrameStep)
    take(loudness_at(clip.labels, clip.clock.centre(t), shape.places),
         &clip.latents.harmony[static_cast<std::size_t>(t * shape.harmony())]);
}

}  // namespace

NoteFit fit_note_map(const std::shared_ptr<const model::Model>& model,
                     const std::filesystem::path& cache, int clips, const ReportProgress& report) {
  if (model->config().preset != modelfile::Preset::pitch)
    throw std::runtime_error("only models of the pitch preset have their harmony along pitch.");
  const Coder coder(model);
  const auto shape = coder.shape();
  CorpusRequest request;
  request.part = "train";
  request.clips = clips;
  const std::vector<Clip> found = list_clips(cached_corpus(cache, request, report), clips);
  std::vector<PlayedClip> played(found.size());
  in_parallel(
      static_cast<int>(found.size()),
      [&](int i) {
        const auto at = static_cast<std::size_t>(i);
        const Bands bands = analyse_mix(load_stem(found[at], "pitched"), model->config().geometry);
        played[at] = {found[at].labels, coder.encode(bands), bands.clock};
      },
      report, "encoding practice music");
  NormalEquations equations(shape.places, shape.channels_per_place);
  for (std::size_t i = 0; i < played.size(); ++i)
    if (i % kHeldOut != kHeldOut - 1)
      for_each_frame(played[i], shape, [&](const auto& loudness, const float* harmony) {
        equations.add(loudness, harmony);
      });
  NoteFit fit{equations.solve()};
  Unexplained unseen(fit.map);
  for (std::size_t i = kHeldOut - 1; i < played.size(); i += kHeldOut)
    for_each_frame(played[i], shape, [&](const auto& loudness, const float* harmony) {
      unseen.add(loudness, harmony);
    });
  fit.explained = unseen.explained();
  return fit;
}

}  // namespace hemiola::evaluation
