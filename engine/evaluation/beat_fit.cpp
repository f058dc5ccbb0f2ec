// Ridge regression from the ages and velocities of hits to rhythm.
#include "evaluation/beat_fit.h"

#include <torch/torch.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace hemiola::evaluation {
namespace {

using patchbay::BeatMap;
using patchbay::BeatMapView;
using patchbay::RecentHits;

constexpr int kFrameStep = 3;   // frames between those that are used
constexpr double kRidge = 30;   // weight of the parameters' squares
constexpr double kRare = 0.01;  // share of the frames beyond a channel's range, to each side

// The value below which this share of all lies; 0 if there are none.
float nth(std::vector<float>& values, double share) {
  if (values.empty()) return 0;
  const auto at =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

// Calls take(hits at a frame, the frame's rhythm) for the frames that are used.
template <typename Take>
void for_each_frame(const Labels& labels, std::span<const float> rhythm, std::size_t channels,
                    const measures::FrameClock& clock, Take take) {
  RecentHits hits;
  auto next = labels.hits.begin();
  double now = clock.centre(0);
  for (std::size_t t = 0; (t + 1) * channels <= rhythm.size(); ++t) {
    const double centre = clock.centre(static_cast<double>(t));
    for (; next != labels.hits.end() && next->onset <= centre; ++next) {
      hits.pass(static_cast<float>(next->onset - now));
      hits.strike(next->kind, static_cast<float>(next->velocity / 127));
      now = next->onset;
    }
    hits.pass(static_cast<float>(centre - now));
    now = centre;
    if (t % kFrameStep == 0) take(hits, rhythm.subspan(t * channels, channels));
  }
}

}  // namespace

struct BeatFit::Sums {
  int rhythm;
  std::vector<double> silence = std::vector<double>(static_cast<std::size_t>(rhythm));
  long silent_frames = 0;
  std::vector<std::vector<float>> seen =
      std::vector<std::vector<float>>(static_cast<std::size_t>(rhythm));  // values of each channel
  torch::Tensor squares = torch::zeros({kSize, kSize}, torch::kFloat64);
  torch::Tensor products = torch::zeros({kSize, rhythm}, torch::kFloat64);

  // The kernel's rows, then the bias.
  static constexpr int kSize = BeatMapView::kRows + 1;
};

BeatFit::BeatFit(int rhythm) : sums_(new Sums{rhythm}) {}
BeatFit::~BeatFit() = default;

void BeatFit::add(const Labels& labels, std::span<const float> rhythm,
                  const measures::FrameClock& clock) {
  if (labels.hits.empty()) return add_silence(rhythm);
  auto squares = sums_->squares.accessor<double, 2>();
  auto products = sums_->products.accessor<double, 2>();
  std::vector<std::pair<int, double>> inputs;
  for_each_frame(labels, rhythm, static_cast<std::size_t>(sums_->rhythm), clock,
                 [&](const RecentHits& hits, std::span<const float> wanted) {
                   inputs.assign(1, {BeatMapView::kRows, 1.0});
                   for (std::size_t c = 0; c < wanted.size(); ++c)
                     sums_->seen[c].push_back(wanted[c]);
                   BeatMapView::for_each_row(
                       hits, [&](int row, float factor) { inputs.emplace_back(row, factor); });
                   for (const auto& [i, a] : inputs) {
                     for (const auto& [j, b] : inputs) squares[i][j] += a * b;
                     for (int c = 0; c < sums_->rhythm; ++c)
                       products[i][c] +=
                           a * static_cast<double>(wanted[static_cast<std::size_t>(c)]);
                   }
                 });
}

void BeatFit::add_silence(std::span<const float> rhythm) {
  for (std::size_t i = 0; i < rhythm.size(); ++i)
    sums_->silence[i % sums_->silence.size()] += rhythm[i];
  sums_->silent_frames += std::ssize(rhythm) / sums_->rhythm;
}

BeatMap BeatFit::solve() const {
  const torch::Tensor found =
      torch::linalg_solve(sums_->squares + kRidge * torch::eye(Sums::kSize, torch::kFloat64),
                          sums_->products)
          .to(torch::kFloat32)
          .contiguous();
  const float* values = found.data_ptr<float>();
  const std::ptrdiff_t kernel = std::ptrdiff_t{BeatMapView::kRows} * sums_->rhythm;
  BeatMap map{sums_->rhythm,
              {values, values + kernel},
              {values + kernel, values + found.numel()},
              {},
              {},
              {}};
  for (std::vector<float> channel : sums_->seen) {
    map.lowest.push_back(nth(channel, kRare));
    map.highest.push_back(nth(channel, 1 - kRare));
  }
  map.silence = map.bias;  // where no clip is silent
  for (std::size_t c = 0; c < map.silence.size() && sums_->silent_frames > 0; ++c)
    map.silence[c] =
        static_cast<float>(sums_->silence[c] / static_cast<double>(sums_->silent_frames));
  return map;
}

void ExplainedRhythm::add(const Labels& labels, std::span<const float> rhythm,
                          const measures::FrameClock& clock) {
  if (labels.hits.empty()) return;
  std::vector<float> guess(sums_.size());
  for_each_frame(labels, rhythm, sums_.size(), clock,
                 [&](const RecentHits& hits, std::span<const float> wanted) {
                   map_.view().rhythm_of(hits, guess);
                   ++frames_;
                   for (std::size_t c = 0; c < guess.size(); ++c) {
                     const double value = wanted[c], off = value - guess[c];
                     left_ += off * off;
                     sums_[c] += value;
                     squares_[c] += value * value;
                   }
                 });
}

double ExplainedRhythm::share() const {
  double variance = 0;
  for (std::size_t c = 0; c < sums_.size(); ++c)
    variance += squares_[c] - sums_[c] * sums_[c] / static_cast<double>(frames_);
  return variance > 0 ? 1 - left_ / variance : 0;
}

}  // namespace hemiola::evaluation
