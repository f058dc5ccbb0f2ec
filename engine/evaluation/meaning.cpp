// Ranges of the latent channels, and how silence and loudness affect the latents.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/statistics.h"
#include "evaluation/latent_measures.h"
#include "measures/row.h"

namespace hemiola::evaluation {
namespace {

using measures::Number, measures::Row;

constexpr double kDecibel = 0.115129254649702;  // in nats
constexpr double kSilenceSeconds = 1.5, kSilenceFromSeconds = 0.5;
constexpr double kSilenceRate = 44100;
constexpr double kReferenceDb = -20;  // reference peak level, dBFS; in the middle of those tested
constexpr std::size_t kLoudnessClips = 6;

// Values first, first + step, ... of one latent, over all clips.
std::vector<float> channel(const EvaluationSet& set, std::vector<float> Latents::* part, int first,
                           int step) {
  std::vector<float> values;
  for (const auto& clip : set.latents())
    for (std::size_t i = static_cast<std::size_t>(first); i < (clip.*part).size();
         i += static_cast<std::size_t>(step))
      values.push_back((clip.*part)[i]);
  return values;
}

int count_unused(const std::vector<modelfile::ChannelRange>& ranges) {
  return static_cast<int>(std::count_if(ranges.begin(), ranges.end(), [](const auto& range) {
    return range.spread < modelfile::kUnusedSpread;
  }));
}

// The spread farthest from 1 (on a log scale), ignoring constant channels and channel `except`.
double farthest_spread(const std::vector<modelfile::ChannelRange>& ranges, int except) {
  double farthest = 1;
  for (std::size_t c = 0; c < ranges.size(); ++c) {
    const double spread = ranges[c].spread;
    if (static_cast<int>(c) == except || spread < 1e-6) continue;
    if (std::abs(std::log(spread)) > std::abs(std::log(farthest))) farthest = spread;
  }
  return farthest;
}

Bands silence(const EvaluationSet& set) {
  const auto samples = static_cast<std::size_t>(kSilenceSeconds * kSilenceRate);
  return analyse_mix({kSilenceRate, std::vector<float>(samples, 0.0f)}, set.geometry());
}

// Rms of a, or of a - b, up to a constant factor; ignores channel `except` (loudness) if not -1.
double rms(const std::vector<float>& a, const std::vector<float>* b, int channels, int except) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (except >= 0 && static_cast<int>(i % static_cast<std::size_t>(channels)) == except) continue;
    const double value = b == nullptr ? a[i] : a[i] - (*b)[i];
    sum += value * value;
  }
  return std::sqrt(sum);
}

Mix at_peak(Mix mix, double peak_db) {
  float peak = 1e-9f;
  for (const float sample : mix.samples) peak = std::max(peak, std::abs(sample));
  const auto gain = static_cast<float>(std::exp(kDecibel * peak_db)) / peak;
  for (float& sample : mix.samples) sample *= gain;
  return mix;
}

struct Moved {
  double harmony = 0, rhythm = 0;  // largest over the levels of the mean relative change
};

Moved move_by_loudness(const EvaluationSet& set, const ReportProgress& report) {
  const std::vector<double> levels = {kReferenceDb, -40, -30, -10, 0};
  const std::size_t clips = std::min(kLoudnessClips, set.clips().size());
  const int except = set.coder().model().config().loudness_channel();
  std::vector<std::vector<Latents>> latents(clips, std::vector<Latents>(levels.size()));
  in_parallel(
      static_cast<int>(clips),
      [&](int i) {
        const auto at = static_cast<std::size_t>(i);
        const Mix mix = load_mix(set.clips()[at]);
        for (std::size_t level = 0; level < levels.size(); ++level)
          latents[at][level] =
              set.coder().encode(analyse_mix(at_peak(mix, levels[level]), set.geometry()));
      },
      report, "changing the loudness");
  Moved worst;
  for (std::size_t level = 1; level < levels.size(); ++level) {
    double harmony = 0, rhythm = 0;
    for (const auto& clip : latents) {
      const Latents &now = clip[level], &reference = clip[0];
      harmony +=
          rms(now.harmony, &reference.harmony, 1, -1) / rms(reference.harmony, nullptr, 1, -1);
      rhythm += rms(now.rhythm, &reference.rhythm, set.coder().shape().rhythm, except) /
                rms(reference.rhythm, nullptr, set.coder().shape().rhythm, except);
    }
    worst.harmony = std::max(worst.harmony, harmony / static_cast<double>(clips));
    worst.rhythm = std::max(worst.rhythm, rhythm / static_cast<double>(clips));
  }
  return worst;
}

}  // namespace

modelfile::LatentRanges latent_ranges(const EvaluationSet& set) {
  const auto shape = set.coder().shape();
  modelfile::LatentRanges ranges;
  for (int c = 0; c < shape.channels_per_place; ++c)
    ranges.harmony.push_back(
        modelfile::range_of(channel(set, &Latents::harmony, c, shape.channels_per_place)));
  for (int c = 0; c < shape.rhythm; ++c)
    ranges.rhythm.push_back(modelfile::range_of(channel(set, &Latents::rhythm, c, shape.rhythm)));
  return ranges;
}

std::string to_json(const modelfile::LatentRanges& ranges) {
  const auto list = [](const std::vector<modelfile::ChannelRange>& channels) {
    auto all = nlohmann::ordered_json::array();
    const auto tidy = [](double value) { return std::round(value * 1000) / 1000; };
    for (const auto& c : channels)
      all.push_back({{"low", tidy(c.low)}, {"high", tidy(c.high)}, {"spread", tidy(c.spread)}});
    return all;
  };
  return nlohmann::ordered_json{{"harmony", list(ranges.harmony)}, {"rhythm", list(ranges.rhythm)}}
             .dump(1) +
         "\n";
}

measures::Table test_meaning(const EvaluationSet& set, const modelfile::LatentRanges& ranges,
                             const ReportProgress& report) {
  const int loudness = set.coder().model().config().loudness_channel();
  const Bands quiet = silence(set);
  const Latents of_silence = set.coder().encode(quiet);
  double harmony = 0, rhythm = 0;
  const auto shape = set.coder().shape();
  for (int t = 0; t < quiet.frames; ++t) {
    if (quiet.clock.centre(t) < kSilenceFromSeconds) continue;
    for (int c = 0; c < shape.harmony(); ++c)
      harmony = std::max<double>(
          harmony, std::abs(of_silence.harmony[static_cast<std::size_t>(t * shape.harmony() + c)]));
    for (int c = 0; c < shape.rhythm; ++c)
      rhythm = std::max<double>(
          rhythm, std::abs(of_silence.rhythm[static_cast<std::size_t>(t * shape.rhythm + c)]));
  }
  const Moved moved = move_by_loudness(set, report);
  const std::string group = "latent channels";
  const auto row = [&](const char* id, const char* name, double value, Number target) {
    return Row(id, group, name, "", value).at_most(target);
  };
  const double harmony_spread = farthest_spread(ranges.harmony, -1);
  const double rhythm_spread = farthest_spread(ranges.rhythm, loudness);
  return {
      row("latent.harmony_spread", "harmony: spread, of the channel farthest from 1",
          harmony_spread, {}),
      row("latent.rhythm_spread", "rhythm: spread, of the channel farthest from 1", rhythm_spread,
          {}),
      row("latent.spread_factor", "either: farthest spread as a factor",
          std::exp(std::max(std::abs(std::log(harmony_spread)), std::abs(std::log(rhythm_spread)))),
          1.5),
      row("latent.harmony_unused", "harmony: channels that tell nothing",
          count_unused(ranges.harmony), {}),
      row("latent.rhythm_unused", "rhythm: the same", count_unused(ranges.rhythm), {}),
      row("latent.harmony_silence", "harmony: largest value of silence", harmony, 0.25),
      row("latent.rhythm_silence", "rhythm: largest value of silence", rhythm, 0.25),
      row("latent.harmony_loudness", "harmony: moved by loudness, -40 .. 0 dBFS", moved.harmony,
          0.10),
      row("latent.rhythm_loudness",
          loudness < 0 ? "rhythm: moved by loudness, -40 .. 0 dBFS"
                       : "rhythm: the same, its loudness channel aside",
          moved.rhythm, 0.10)};
}

measures::Table test_cost(const model::Model& model) {
  if (model.config().preset == modelfile::Preset::paper) return {};  // not causal: no single frames
  constexpr int kWarmUp = 20;
  const auto& config = model.config();
  const std::vector<float> bands(static_cast<std::size_t>(config.geometry.bands), -4.0f);
  std::vector<float> decoded(bands.size());
  std::vector<float> harmony(static_cast<std::size_t>(config.places * config.channels_per_place));
  std::vector<float> rhythm(static_cast<std::size_t>(config.rhythm));
  const auto encoder = model.make_encoder_state(), decoder = model.make_decoder_state();
  model::StreamState* const encoders[] = {encoder.get()};
  model::StreamState* const decoders[] = {decoder.get()};
  model::use_threads(1);
  const auto one_frame = [&] {
    model.encode(encoders, 1, bands.data(), harmony.data(), rhythm.data());
    model.decode(decoders, 1, harmony.data(), rhythm.data(), decoded.data());
  };
  for (int t = 0; t < kWarmUp; ++t) one_frame();
  return {Row("cost.frame", "cost", "encoder and decoder, one frame, one thread", "ms",
              base::undisturbed_milliseconds_of(one_frame))
              .at_most(1.5)};
}

}  // namespace hemiola::evaluation
