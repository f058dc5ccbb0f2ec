// Pitch network for playback: no autograd, no dispatch, preallocated memory.
#include "inference/network.h"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "inference/layer.h"
#include "inference/parts.h"
#include "inference/pool.h"
#include "inference/rotation_detector.h"
#include "inference/sound.h"
#include "inference/threads.h"
#include "modelfile/level.h"
#include "modelfile/network_shapes.h"

namespace hemiola::inference {

using namespace modelfile;

namespace {

class Tower {
 public:
  Tower(Parts& parts, const std::string& name, int rows, int width,
        std::span<const int> frame_dilations) {
    for (std::size_t i = 0; i < frame_dilations.size(); ++i) {
      const std::string block = name + ".block" + std::to_string(i);
      rows_.push_back(parts.layer(block + ".rows", {.in = width,
                                                    .out = width,
                                                    .rows = rows,
                                                    .kernel_rows = kTowerRows,
                                                    .row_dilation = kRowDilations[i],
                                                    .activates = true}));
      frames_.push_back(parts.layer(block + ".frames", {.in = width,
                                                        .out = width,
                                                        .rows = rows,
                                                        .frames = kFrames,
                                                        .frame_dilation = frame_dilations[i],
                                                        .adds = true}));
    }
  }
  int size() const { return rows_.front().size(); }

  // x: [voices][rows][width], changed in place, activated at the end.
  template <typename Job>
  void run(std::span<const Job> jobs, float* x) {
    for (std::size_t block = 0; block < rows_.size(); ++block)
      for (std::size_t v = 0; v < jobs.size(); ++v) {
        float* const mine = x + v * static_cast<std::size_t>(size());
        activate(mine, size(), rows_[block].newest());
        rows_[block].run(*jobs[v].past, frames_[block].newest());
        frames_[block].run(*jobs[v].past, mine);
      }
    activate(x, static_cast<int>(jobs.size()) * size(), x);
  }
  void roll(Past& past, int rows) const {
    for (const Layer& layer : frames_) layer.roll(past, rows);
  }

 private:
  std::vector<Layer> rows_, frames_;
};

// One layer for all voices: input [voices][layer.size()], output [voices][layer.out_size()].
template <typename Job>
void run(Layer& layer, std::span<const Job> jobs, const float* input, float* output) {
  for (std::size_t v = 0; v < jobs.size(); ++v) {
    std::copy_n(input + v * layer.size(), layer.size(), layer.newest());
    layer.run(*jobs[v].past, output + v * layer.out_size());
  }
}

// Called at construction: a layer's output must have the size of the next one's input, so that no
// configuration from outside causes an out-of-bounds read.
void expect_fit(int put_out, int read) {
  if (put_out != read)
    throw std::runtime_error("its layers don't fit each other: one puts out " +
                             std::to_string(put_out) + " numbers where " + std::to_string(read) +
                             " are read");
}

template <typename Job>
void end_frame(std::span<const Job> jobs) {
  for (const Job& job : jobs) ++job.past->frames;
}

// Floats [voices][size]; grows to the largest batch and never shrinks.
class Rows {
 public:
  explicit Rows(int size) : size_(static_cast<std::size_t>(size)) {}
  void reserve(std::size_t voices) { values_.resize(std::max(values_.size(), voices * size_)); }
  float* operator[](std::size_t voice) { return &values_[voice * size_]; }

 private:
  std::size_t size_;
  std::vector<float> values_;
};

// Reorders the rhythm's linear layer from [channels][places] to [places][channels].
Layer make_spread(const Config& c, Parts& parts) {
  const auto places = static_cast<std::size_t>(c.places);
  const auto turned = [&](const std::vector<float>& rows, std::size_t row) {
    std::vector<float> to(rows.size());
    for (std::size_t channel = 0; channel < kSpread; ++channel)
      for (std::size_t place = 0; place < places; ++place)
        std::copy_n(&rows[(channel * places + place) * row], row,
                    &to[(place * kSpread + channel) * row]);
    return to;
  };
  return parts.layer({.in = c.rhythm - 1, .out = kSpread * c.places},
                     turned(parts.values("spread.weight"), static_cast<std::size_t>(c.rhythm - 1)),
                     turned(parts.values("spread.bias"), 1));
}

}  // namespace

void Past::prepare(const RingSizes& sizes) {
  if (rings.size() == sizes.size()) return;
  for (const std::size_t size : sizes) rings.emplace_back(size);
}

void Past::reset() noexcept {
  std::fill(harmony.begin(), harmony.end(), 0.0f);
  if (frames == 0) return;
  for (auto& ring : rings) std::fill(ring.begin(), ring.end(), std::byte{});
  frames = 0;
  level = 0;
}

struct Network::Encoder {
  Encoder(const Config& c, Parts& parts);
  void encode(std::span<const EncodeJob> jobs);
  void normalise_input(const EncodeJob& job, float* bands) const;
  void write_latents(const EncodeJob& job, const float* harmony, const float* rhythm) const;

  Config config;
  Layer harmony_in;
  Tower harmony_tower;
  Layer harmony_out;
  std::vector<Layer> rhythm_layers;
  std::vector<float> harmony_scale, rhythm_scale;
  Rows heard, inner, harmony;
  std::vector<Rows> rhythm;  // output of each layer
  RingSizes rings;
};

Network::Encoder::Encoder(const Config& c, Parts& parts)
    : config(c),
      harmony_in(parts.layer("harmony_in", {.in = 1,
                                            .out = c.width,
                                            .rows = c.geometry.bands,
                                            .frames = kFrames,
                                            .kernel_rows = kNarrowRows,
                                            .row_stride = kBandsPerPlace})),
      harmony_tower(parts, "harmony_tower", c.places, c.width, kHarmonyDilations),
      // The first half of the last layers' channels are means; the other half, deviations, is only
      // for training.
      harmony_out(parts.layer("harmony_out",
                              {.in = c.width, .out = c.channels_per_place, .rows = c.places})),
      harmony_scale(parts.values("harmony_scale")),
      rhythm_scale(parts.values("rhythm_scale")),
      heard(c.geometry.bands),
      inner(harmony_tower.size()),
      harmony(harmony_out.out_size()) {
  const int widths[] = {1, kRhythmWidth / 4, kRhythmWidth / 2, kRhythmWidth};
  int rows = c.geometry.bands;
  for (int i = 0; i < kRhythmLayers; ++i) {
    rhythm_layers.push_back(
        parts.layer("rhythm_in" + std::to_string(i), {.in = widths[i],
                                                      .out = widths[i + 1],
                                                      .rows = rows,
                                                      .frames = kFrames,
                                                      .kernel_rows = kNarrowRows,
                                                      .frame_dilation = kRhythmDilations[i],
                                                      .row_stride = kRhythmStride,
                                                      .activates = true}));
    rows = rhythm_layers.back().out_size() / widths[i + 1];
  }
  rhythm_layers.push_back(parts.layer("rhythm_out", {.in = kRhythmWidth,
                                                     .out = c.rhythm - 1,
                                                     .rows = rhythm_rows(c.geometry.bands),
                                                     .kernel_rows = rhythm_rows(c.geometry.bands),
                                                     .padded = false}));
  expect_fit(harmony_in.out_size(), harmony_tower.size());
  expect_fit(harmony_tower.size(), harmony_out.size());
  expect_fit(harmony_out.out_size(), c.places * c.channels_per_place);
  int put_out = c.geometry.bands;
  for (const auto& layer : rhythm_layers) {
    expect_fit(put_out, layer.size());
    put_out = layer.out_size();
  }
  expect_fit(put_out, c.rhythm - 1);
  for (const auto& layer : rhythm_layers) rhythm.emplace_back(layer.out_size());
  rings = parts.rings();
}

void Network::Encoder::encode(std::span<const EncodeJob> jobs) {
  for (const auto& job : jobs) job.past->prepare(rings);
  for (Rows* rows : {&heard, &inner, &harmony}) rows->reserve(jobs.size());
  for (Rows& rows : rhythm) rows.reserve(jobs.size());
  for (std::size_t v = 0; v < jobs.size(); ++v) normalise_input(jobs[v], heard[v]);
  run(harmony_in, jobs, heard[0], inner[0]);
  harmony_tower.run(jobs, inner[0]);
  run(harmony_out, jobs, inner[0], harmony[0]);
  const float* input = heard[0];
  for (std::size_t i = 0; i < rhythm_layers.size(); ++i) {
    run(rhythm_layers[i], jobs, input, rhythm[i][0]);
    input = rhythm[i][0];
  }
  for (std::size_t v = 0; v < jobs.size(); ++v)
    write_latents(jobs[v], harmony[v], rhythm.back()[v]);
  end_frame(jobs);
}

// Normalised bands, relative to the level.
void Network::Encoder::normalise_input(const EncodeJob& job, float* bands) const {
  const auto count = static_cast<std::size_t>(config.geometry.bands);
  const float level =
      follow_level({job.log_bands, count}, config.geometry.hop_seconds, job.past->level);
  for (std::size_t i = 0; i < count; ++i)
    bands[i] = normalise(std::max(job.log_bands[i] - level, -static_cast<float>(kDynamicRange)));
}

void Network::Encoder::write_latents(const EncodeJob& job, const float* harmony_mean,
                                     const float* rhythm_mean) const {
  const auto level = static_cast<float>(job.past->level + kLowestLevel);
  const float gain = gate(level);
  const int channels = config.channels_per_place, loudness = config.loudness_channel();
  for (int i = 0; i < config.places * channels; ++i)
    job.harmony[i] = harmony_mean[i] * gain * harmony_scale[i % channels];
  for (int i = 0; i < loudness; ++i) job.rhythm[i] = rhythm_mean[i] * gain * rhythm_scale[i];
  job.rhythm[loudness] = loudness_of(level) * rhythm_scale[loudness];
}

struct Network::Decoder {
  Decoder(const Config& c, Parts& parts);
  void decode(std::span<const DecodeJob> jobs);
  void track_rotation(const DecodeJob& job);
  void join_places(const DecodeJob& job, const float* rhythm, float* places) const;

  Config config;
  int joined_channels;
  Layer spread, join;
  Tower tower;
  Layer out;
  std::vector<float> position;  // [channels][places]
  std::vector<float> harmony_scale, rhythm_scale;
  Rows inferred, at_places, joined, inner, bands;
  RingSizes rings;
};

Network::Decoder::Decoder(const Config& c, Parts& parts)
    : config(c),
      joined_channels(c.channels_per_place + kSpread + kPositionChannels),
      spread(make_spread(c, parts)),
      join(parts.layer("join", {.in = joined_channels, .out = c.decoder_width, .rows = c.places})),
      tower(parts, "decoder_tower", c.places, c.decoder_width, kDecoderDilations),
      out(parts.layer("decoder_out", {.in = c.decoder_width,
                                      .out = kBandsPerPlace,
                                      .rows = c.places,
                                      .kernel_rows = kNarrowRows})),
      position(parts.values("position")),
      harmony_scale(parts.values("harmony_scale")),
      rhythm_scale(parts.values("rhythm_scale")),
      inferred(spread.size()),
      at_places(spread.out_size()),
      joined(join.size()),
      inner(tower.size()),
      bands(out.out_size()),
      rings(parts.rings()) {
  expect_fit(c.rhythm - 1, spread.size());
  expect_fit(spread.out_size(), kSpread * c.places);
  expect_fit(joined_channels * c.places, join.size());
  expect_fit(join.out_size(), tower.size());
  expect_fit(tower.size(), out.size());
  expect_fit(out.out_size(), c.geometry.bands);
}

void Network::Decoder::decode(std::span<const DecodeJob> jobs) {
  for (const auto& job : jobs) {
    job.past->prepare(rings);
    track_rotation(job);
  }
  for (Rows* rows : {&inferred, &at_places, &joined, &inner, &bands}) rows->reserve(jobs.size());
  for (std::size_t v = 0; v < jobs.size(); ++v)
    for (int i = 0; i < spread.size(); ++i) inferred[v][i] = jobs[v].rhythm[i] / rhythm_scale[i];
  run(spread, jobs, inferred[0], at_places[0]);
  for (std::size_t v = 0; v < jobs.size(); ++v) join_places(jobs[v], at_places[v], joined[v]);
  run(join, jobs, joined[0], inner[0]);
  tower.run(jobs, inner[0]);
  run(out, jobs, inner[0], bands[0]);
  for (std::size_t v = 0; v < jobs.size(); ++v) {
    const int last = config.loudness_channel();
    const float level = level_of(jobs[v].rhythm[last] / rhythm_scale[last]);
    for (int i = 0; i < out.out_size(); ++i)
      jobs[v].log_bands[i] = expand_downward(denormalise(bands[v][i]) + level, level);
  }
  end_frame(jobs);
}

// Rotates the tower's past along with the harmony: else the old pitch would sound on for as long as
// the tower looks back.
void Network::Decoder::track_rotation(const DecodeJob& job) {
  const std::span now(job.harmony, static_cast<std::size_t>(config.places) *
                                       static_cast<std::size_t>(config.channels_per_place));
  const int rotation = inference::track_rotation(job.past->harmony, now, config.channels_per_place);
  if (rotation != 0) tower.roll(*job.past, rotation);
}

// Per place: harmony, spread rhythm, position channels.
void Network::Decoder::join_places(const DecodeJob& job, const float* rhythm, float* places) const {
  const int channels = config.channels_per_place;
  for (int place = 0; place < config.places; ++place) {
    for (int c = 0; c < channels; ++c)
      *places++ = job.harmony[place * channels + c] / harmony_scale[c];
    places = std::copy_n(rhythm + place * kSpread, kSpread, places);
    for (int c = 0; c < kPositionChannels; ++c) *places++ = position[c * config.places + place];
  }
}

struct Network::Pools {
  Pool<Encoder> encoders;
  Pool<Decoder> decoders;
  std::optional<Pool<Sound>> sounds;
};

Network::Network(const Config& config, const Tensors& tensors, bool bfloat16) {
  const OneThread one;
  const auto make = [&]<typename Part>(std::type_identity<Part>) {
    Parts parts(tensors, bfloat16);
    return Part(config, parts);
  };
  pools_.reset(new Pools{.encoders = Pool<Encoder>(make(std::type_identity<Encoder>())),
                         .decoders = Pool<Decoder>(make(std::type_identity<Decoder>())),
                         .sounds = std::nullopt});
  if (config.sound.width > 0) pools_->sounds.emplace(make(std::type_identity<Sound>()));
}

Network::~Network() = default;

void Network::reserve(int threads) {
  const auto count = static_cast<std::size_t>(threads);
  pools_->encoders.reserve(count);
  pools_->decoders.reserve(count);
  if (pools_->sounds) pools_->sounds->reserve(count);
}

void Network::encode(std::span<const EncodeJob> jobs) {
  pools_->encoders.with([&](Encoder& encoder) { encoder.encode(jobs); });
}
void Network::decode(std::span<const DecodeJob> jobs) {
  pools_->decoders.with([&](Decoder& decoder) { decoder.decode(jobs); });
}
void Network::sound(std::span<const SoundJob> jobs) {
  pools_->sounds->with([&](Sound& sound) { sound.play(jobs); });
}

}  // namespace hemiola::inference
