// Normal equations of the maps from notes to harmony and back.
#include "evaluation/note_fit.h"

#include <torch/torch.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/random.h"
#include "corpus/scattered_notes.h"
#include "corpus/soundfonts.h"
#include "corpus/synth.h"
#include "evaluation/beat_fit.h"
#include "evaluation/clips.h"
#include "evaluation/read_chords.h"

namespace hemiola::evaluation {
namespace {

using patchbay::NoteMap;
using patchbay::NoteMapView;
using patchbay::NoteReader;

constexpr int kFrameStep = 12;       // frames between those that are used: neighbours are alike
constexpr double kRidge = 10;        // weight of the parameters' squares
constexpr std::size_t kHeldOut = 8;  // one clip of so many
constexpr std::uint64_t kScatteredSeed = 20261;
constexpr double kScatteredSeconds = 12, kScatteredRate = 44100;

// The loudness of the notes that sound at a time, per place.
std::vector<float> loudness_at(const Labels& labels, double seconds, int places) {
  std::vector<float> loudness(static_cast<std::size_t>(places));
  for (const NoteLabel& note : labels.played)
    if (note.onset <= seconds && seconds < note.end)
      patchbay::add_note(loudness, note.midi, static_cast<float>(note.velocity / 127.0));
  return loudness;
}

// A map from its normal equations, whose unknowns are its kernel and then its biases.
template <typename Map>
Map solve_equations(const torch::Tensor& squares, const torch::Tensor& products, int places,
                    int channels, std::ptrdiff_t rows_of_kernel) {
  const torch::Tensor found =
      torch::linalg_solve(squares + kRidge * torch::eye(squares.size(0), torch::kFloat64), products)
          .to(torch::kFloat32)
          .contiguous();
  const float* values = found.data_ptr<float>();
  const std::ptrdiff_t kernel = rows_of_kernel * products.size(1);
  return {places, channels, {values, values + kernel}, {values + kernel, values + found.numel()}};
}

// Unknowns: the kernels' values, then one bias per place; for each channel of harmony. Sparse, as
// few notes sound at a time.
class MapEquations {
 public:
  MapEquations(int places, int channels)
      : places_(places),
        channels_(channels),
        squares_(torch::zeros({size(), size()}, torch::kFloat64)),
        products_(torch::zeros({size(), channels}, torch::kFloat64)) {}

  void add(const std::vector<float>& loudness, const float* harmony) {
    auto squares = squares_.accessor<double, 2>();
    auto products = products_.accessor<double, 2>();
    std::vector<std::pair<int, double>> inputs;
    const double one = NoteMapView::share_of_one(loudness);
    for (int place = 0; place < places_; ++place) {
      inputs.assign(1, {kKernel + place, 1.0});
      for (int k = 0; k < NoteMapView::kReach; ++k) {
        const int note = place + k - NoteMapView::kBelow;
        if (note < 0 || note >= places_ || loudness[static_cast<std::size_t>(note)] == 0) continue;
        const double share = one * loudness[static_cast<std::size_t>(note)];
        for (int r = 0; r < NoteMapView::kRegisters; ++r)
          if (const float weight = NoteMapView::weight(r, note + NoteMapView::kLowestMidi);
              weight > 0)
            inputs.emplace_back(r * NoteMapView::kReach + k, share * weight);
      }
      for (const auto& [i, a] : inputs) {
        for (const auto& [j, b] : inputs) squares[i][j] += a * b;
        for (int c = 0; c < channels_; ++c) products[i][c] += a * harmony[place * channels_ + c];
      }
    }
  }

  NoteMap solve() const {
    return solve_equations<NoteMap>(squares_, products_, places_, channels_, kKernel);
  }

 private:
  static constexpr int kKernel = NoteMapView::kRegisters * NoteMapView::kReach;
  int size() const { return kKernel + places_; }

  int places_, channels_;
  torch::Tensor squares_, products_;
};

// The way back. Unknowns: the kernel's values, for each place that a note acts on, then one bias
// per note.
class ReaderEquations {
 public:
  ReaderEquations(int places, int channels)
      : places_(places),
        channels_(channels),
        squares_(torch::zeros({size(), size()}, torch::kFloat64)),
        products_(torch::zeros({size(), 1}, torch::kFloat64)) {}

  void add(const std::vector<float>& loudness, const float* harmony) {
    torch::Tensor rows = torch::zeros({places_, size()});
    auto row = rows.accessor<float, 2>();
    for (int note = 0; note < places_; ++note) {
      for (int k = 0; k < NoteMapView::kReach; ++k) {
        const int place = note + NoteMapView::kBelow - k;
        if (place < 0 || place >= places_) continue;
        for (int c = 0; c < channels_; ++c)
          row[note][k * channels_ + c] = harmony[place * channels_ + c];
      }
      row[note][NoteMapView::kReach * channels_ + note] = 1;
    }
    const torch::Tensor wanted = torch::tensor(loudness).view({places_, 1});
    squares_ += rows.t().matmul(rows);
    products_ += rows.t().matmul(wanted);
  }

  NoteReader solve() const {
    return solve_equations<NoteReader>(squares_, products_, places_, channels_,
                                       NoteMapView::kReach * channels_);
  }

 private:
  int size() const { return NoteMapView::kReach * channels_ + places_; }

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
  std::vector<float> pitched, mix;  // [frames][harmony], of the pitched stem and of all stems
  std::vector<float> beat;          // [frames][rhythm], of the drums
  int frames = 0;
  measures::FrameClock clock;
};

// Calls take with the notes' loudness, the harmony of the pitched stem and that of the mix.
template <typename Take>
void for_each_frame(const PlayedClip& clip, const patchbay::LatentShape& shape, Take take) {
  for (int t = 0; t < clip.frames; t += kFrameStep) {
    const auto at = static_cast<std::size_t>(t * shape.harmony());
    take(loudness_at(clip.labels, clip.clock.centre(t), shape.places), &clip.pitched[at],
         &clip.mix[at]);
  }
}

// A clip without drums, whose notes have nothing to do with each other.
PlayedClip scattered_clip(corpus::Synth& synth, int number, const Coder& coder,
                          const features::Geometry& geometry) {
  corpus::Score score = corpus::scattered_notes(
      base::mix_seed(kScatteredSeed, static_cast<std::uint64_t>(number)), kScatteredSeconds);
  corpus::settle(score, synth.grid_seconds());
  const auto samples = static_cast<std::size_t>(kScatteredSeconds * kScatteredRate);
  const Bands bands = analyse_mix({kScatteredRate, synth.render_pitched(score, samples)}, geometry);
  Latents latents = coder.encode(bands);
  PlayedClip clip{{}, latents.harmony, latents.harmony, {}, latents.frames, bands.clock};
  for (const corpus::Note& note : score.notes)
    clip.labels.played.push_back(
        {note.onset, note.end, note.midi, static_cast<double>(note.velocity)});
  return clip;
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
        const auto& geometry = model->config().geometry;
        const Bands bands = analyse_mix(load_stem(found[at], "pitched"), geometry);
        Latents pitched = coder.encode(bands);
        Latents mix = coder.encode(analyse_mix(load_mix(found[at]), geometry));
        Latents drums = coder.encode(analyse_mix(load_stem(found[at], "drums"), geometry));
        played[at] = {
            found[at].labels,        std::move(pitched.harmony),           std::move(mix.harmony),
            std::move(drums.rhythm), std::min(pitched.frames, mix.frames), bands.clock};
      },
      report, "encoding practice music");
  MapEquations forward(shape.places, shape.channels_per_place);
  ReaderEquations back(shape.places, shape.channels_per_place);
  BeatFit beats(shape.rhythm);
  for (std::size_t i = 0; i < played.size(); ++i)
    if (i % kHeldOut != kHeldOut - 1) {
      beats.add(played[i].labels, played[i].beat, played[i].clock);
      for_each_frame(played[i], shape,
                     [&](const auto& loudness, const float* pitched, const float* mix) {
                       forward.add(loudness, pitched);
                       back.add(loudness, mix);
                     });
    }
  corpus::Synth synth(corpus::default_soundfont(), kScatteredRate);
  for (int i = 0; i < clips / 2; ++i)
    for_each_frame(scattered_clip(synth, i, coder, model->config().geometry), shape,
                   [&](const auto& loudness, const float* harmony, const float*) {
                     forward.add(loudness, harmony);
                   });
  NoteFit fit{forward.solve(), back.solve(), beats.solve()};
  Unexplained unseen(fit.map);
  ExplainedRhythm unseen_beats(fit.beats);
  ReadChords named;
  for (std::size_t i = kHeldOut - 1; i < played.size(); i += kHeldOut) {
    for_each_frame(played[i], shape, [&](const auto& loudness, const float* pitched, const float*) {
      unseen.add(loudness, pitched);
    });
    unseen_beats.add(played[i].labels, played[i].beat, played[i].clock);
    read_chords(named, fit.reader.view(), played[i].mix, played[i].clock, played[i].labels);
  }
  fit.explained = unseen.explained();
  fit.beats_explained = unseen_beats.share();
  fit.chords_named = named.share();
  return fit;
}

}  // namespace hemiola::evaluation
