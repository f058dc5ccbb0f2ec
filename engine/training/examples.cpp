// Training examples: the input of each encoder and the target of the decoder.
#include "training/examples.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/random.h"

namespace hemiola::training {
namespace {

constexpr double kSilence = 0.02;  // probabilities
constexpr double kDrumsAlone = 0.06;
constexpr double kNoDrums = 0.15;
constexpr double kOwnDrums = 0.3;               // the target's drums are the piece's own
constexpr double kHarmonyGetsRightDrums = 0.3;  // harmony gets the target's drums
constexpr double kHarmonyGetsNoDrums = 0.15;    // harmony gets no drums
constexpr int kTriesForStems = 3;               // attempts to find separately recorded drums
constexpr double kOtherKey = 0.85;  // minimum share of inputs in another key than the target
constexpr double kQuiet = 0.1;      // far below the usual level

// Music that drums play: its level below theirs, how fast theirs falls, and how far quiet
// moments of the music are raised at most.
constexpr double kBelowDrumsDb = -4, kDrumsFallDb = 24 /* a second */, kLargestGainDb = 40;

constexpr double kNatsPerDb = 0.1151293;
constexpr double kLargestPitchedTilt = 0.08, kLargestDrumTilt = 0.15;  // nats per octave

// Power of each byte.
const std::array<float, 256>& powers() {
  static const auto table = [] {
    std::array<float, 256> t{};
    for (int i = 0; i < 256; ++i) t[i] = std::exp(2 * log_of_byte(static_cast<std::uint8_t>(i)));
    return t;
  }();
  return table;
}

// Excerpt of one version's bands, with its own level and tilt.
struct Layer {
  std::span<const std::uint8_t> bands;  // from the first frame on; may be too short
  std::vector<float> gains;             // [bands], power; empty: silent
  std::vector<float> over_time = {};    // [frames], power; empty: all 1
};

class ExampleMixer {
 public:
  ExampleMixer(const Dataset& dataset, const ExampleOptions& options, std::uint64_t seed)
      : dataset_(dataset), options_(options), random_(seed) {}

  void pair(Batch& batch, int item) {
    choose_music();
    const std::size_t versions = piece_->semitones.size();
    const std::size_t key = piece_->exact ? random_.index(versions) : 0;
    std::size_t input_key = key;
    for (int i = 0; i < 2; ++i) {
      const std::size_t before = input_key;
      if (versions > 1 && (i == 1 || random_.chance(kOtherKey)))
        while (input_key == before) input_key = random_.index(versions);
      one(batch, item + i, key, input_key);
    }
  }

 private:
  void choose_music() {
    do piece_ = &dataset_.draw(random_);
    while (piece_->pitched.empty());
    start_ = start_of(*piece_);
    const double quiet = random_.chance(kQuiet) ? random_.uniform(-30, 0) : 0;
    level_nats_ = (random_.uniform(-18, 6) + quiet) * kNatsPerDb;
    fate_ = random_.uniform();
    pitched_gains_ = gains(level_nats_, kLargestPitchedTilt);
    if (fate_ < kSilence + kDrumsAlone) pitched_gains_.clear();
  }

  std::size_t start_of(const Piece& piece) {
    return random_.index(static_cast<std::size_t>(std::max(1, piece.frames - options_.frames + 1)));
  }

  std::vector<float> gains(double nats, double largest_tilt) {
    const double tilt = random_.uniform(-largest_tilt, largest_tilt) / 24;
    std::vector<float> result(static_cast<std::size_t>(dataset_.bands()));
    for (std::size_t b = 0; b < result.size(); ++b)
      result[b] = static_cast<float>(
          std::exp(2 * (nats + tilt * (static_cast<double>(b) - 0.5 * dataset_.bands()))));
    return result;
  }

  Layer stretch(std::span<const std::uint8_t> bands, std::size_t start, std::vector<float> gains) {
    return {bands.subspan(start * dataset_.bands()), std::move(gains)};
  }

  // Drums of this or any other piece, pitch-shifted with the music if there is such a version.
  Layer drums(bool own, std::size_t version) {
    const Piece* source = own ? piece_ : &other_drummer();
    if (source->drums.empty()) return {};
    const std::size_t start = own ? start_ : start_of(*source);
    const double level = level_nats_ + random_.uniform(-9, 6) * kNatsPerDb;
    return stretch(source->drums[std::min(version, source->drums.size() - 1)], start,
                   gains(level, kLargestDrumTilt));
  }

  // Drums that were separated by medians contain some tones, which rhythm would learn to carry:
  // prefers stems, if there are any.
  const Piece& other_drummer() {
    const Piece* piece = &dataset_.draw(random_);
    for (int tries = 0; tries < kTriesForStems && !piece->stems; ++tries)
      if (const Piece* other = &dataset_.draw(random_); other->stems) piece = other;
    return *piece;
  }

  void one(Batch& batch, int item, std::size_t key, std::size_t input_key) {
    batch.shift_semitones[item] = piece_->semitones[input_key] - piece_->semitones[key];
    Layer original = stretch(piece_->pitched[key], start_, pitched_gains_);
    Layer shifted = stretch(piece_->pitched[input_key], start_, pitched_gains_);
    Layer right, moved, other;
    bool over_drums = false;
    if (fate_ >= kSilence && fate_ < 1 - kNoDrums) {
      const bool own = options_.whole_mix || random_.chance(kOwnDrums);
      right = drums(own, 0);
      moved = right;
      if (options_.whole_mix && piece_->drums.size() > input_key)
        moved.bands = stretch(piece_->drums[input_key], start_, {}).bands;
      const double chance = random_.uniform();
      if (options_.whole_mix || chance < kHarmonyGetsRightDrums)
        other = moved;
      else if (chance < 1 - kHarmonyGetsNoDrums)
        other = drums(false, 0);
      over_drums = !options_.whole_mix && !pitched_gains_.empty() && !right.gains.empty() &&
                   random_.chance(options_.over_drums);
    }
    mix(shifted, other, batch.harmony_input[item]);
    if (over_drums) {
      original.over_time = played_by(right, original);
      shifted.gains.clear();
    }
    mix(original, right, batch.original[item]);
    mix(shifted, moved, batch.rhythm_input[item]);
  }

  // The power of each frame of a layer.
  std::vector<double> powers_of(const Layer& layer) const {
    const auto bands = static_cast<std::size_t>(dataset_.bands());
    std::vector<double> sums(static_cast<std::size_t>(options_.frames), 1e-14);
    for (std::size_t t = 0; t < sums.size() && (t + 1) * bands <= layer.bands.size(); ++t)
      for (std::size_t k = 0; k < bands; ++k)
        sums[t] += static_cast<double>(powers()[layer.bands[t * bands + k]]) * layer.gains[k];
    return sums;
  }

  // Gains over time that give music the loudness of drums in the place of its own.
  std::vector<float> played_by(const Layer& drums, const Layer& music) const {
    const std::vector<double> wanted = powers_of(drums), own = powers_of(music);
    const double fall = std::exp(-2 * kDrumsFallDb * kNatsPerDb * dataset_.hop_seconds());
    const double largest = std::exp(2 * kLargestGainDb * kNatsPerDb);
    const double loudest = *std::max_element(own.begin(), own.end());
    std::vector<float> gains(wanted.size());
    double level = 0;
    for (std::size_t t = 0; t < gains.size(); ++t) {
      level = std::max(level * fall, wanted[t]);
      gains[t] = static_cast<float>(std::exp(2 * kBelowDrumsDb * kNatsPerDb) * level /
                                    std::max(own[t], loudest / largest));
    }
    return gains;
  }

  void mix(const Layer& a, const Layer& b, torch::Tensor to) {
    float* out = to.data_ptr<float>();
    const auto bands = static_cast<std::size_t>(dataset_.bands());
    const std::size_t size = static_cast<std::size_t>(options_.frames) * bands;
    std::fill_n(out, size, powers()[0]);
    for (const Layer* layer : {&a, &b}) {
      if (layer->gains.empty()) continue;
      const std::size_t length = std::min(size, layer->bands.size());
      for (std::size_t i = 0; i < length; i += bands) {
        const float now = layer->over_time.empty() ? 1 : layer->over_time[i / bands];
        for (std::size_t k = 0; k < bands; ++k)
          out[i + k] += now * powers()[layer->bands[i + k]] * layer->gains[k];
      }
    }
    to.log_().mul_(0.5);
  }

  const Dataset& dataset_;
  const ExampleOptions& options_;
  base::Random random_;
  const Piece* piece_ = nullptr;
  std::size_t start_ = 0;
  double level_nats_ = 0, fate_ = 0;
  std::vector<float> pitched_gains_;
};

}  // namespace

Batch make_batch(const Dataset& dataset, const ExampleOptions& options, std::uint64_t first,
                 int items) {
  const auto empty = [&] { return torch::empty({items, options.frames, dataset.bands()}); };
  Batch batch{empty(), empty(), empty(), std::vector<double>(static_cast<std::size_t>(items))};
  for (int item = 0; item + 1 < items; item += 2)
    ExampleMixer(dataset, options,
                 base::mix_seed(options.seed, first + static_cast<std::uint64_t>(item)))
        .pair(batch, item);
  return batch;
}

}  // namespace hemiola::training
