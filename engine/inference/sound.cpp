// Sound network for playback, four voices side by side.
#include "inference/sound.h"

#include <utility>

#include "inference/parts.h"
#include "modelfile/level.h"
#include "modelfile/network_shapes.h"

namespace hemiola::inference {

using namespace modelfile;

namespace {

// Batch slots. Four voices cost 1.4 times as much as one; eight cost twice as much as four, as
// arithmetic dominates from there on.
constexpr int kBatchSlots = 4;

using Jobs = std::span<const SoundJob>;

// One layer for up to four voices, each with its own past.
class BatchLayer {
 public:
  BatchLayer(Parts& parts, ConvShape shape, int dilation, const std::vector<float>& weight,
             const std::vector<float>& bias)
      : window_(whole(shape, parts.bfloat16()), weight.data(), bias.data()),
        voice_bytes_(window_.frame_bytes() / kBatchSlots),
        ring_(shape.frames, dilation, voice_bytes_, parts.rings()) {}

  float* newest() { return window_.newest(); }  // [kBatchSlots][in], write before run
  int out() const { return window_.shape().out; }
  // output [kBatchSlots][out]
  void run(Jobs jobs, float* output) {
    window_.take_newest();
    for (std::size_t v = 0; v < jobs.size(); ++v)
      ring_.recall(*jobs[v].past, window_.frame(0) + v * voice_bytes_, window_.frame_bytes());
    window_.run(output);
  }

 private:
  static ConvShape whole(ConvShape shape, bool bfloat16) {
    shape.rows = kBatchSlots;
    shape.bfloat16 = bfloat16;
    return shape;
  }

  Window window_;
  std::size_t voice_bytes_;
  FrameRing ring_;
};

BatchLayer make_batch_layer(Parts& parts, const std::string& name, const ConvShape& shape,
                            int dilation = 1) {
  return {parts, shape, dilation, parts.values("sound." + name + ".weight"),
          parts.values("sound." + name + ".bias")};
}

// A group of the last layer's outputs with a common bound: largest x tanh(x / largest), or none.
struct Head {
  Head(Parts& parts, int width, int first, int count, float bound)
      : largest(bound > 0 ? bound : 1), layer(make(parts, width, first, count, bound > 0)) {}

  BatchLayer make(Parts& parts, int width, int first, int count, bool bounded) const {
    const auto part = [&](const char* name, std::ptrdiff_t row) {
      const std::vector<float>& all = parts.values(name);
      std::vector<float> some(all.begin() + first * row, all.begin() + (first + count) * row);
      for (float& value : some) value /= largest;
      return some;
    };
    return {parts,
            {.in = width, .out = count, .tanh = bounded},
            1,
            part("sound.out.weight", width),
            part("sound.out.bias", 1)};
  }

  float largest;
  BatchLayer layer;
};

}  // namespace

struct Sound::State {
  State(const Config& c, Parts& parts);
  void play(Jobs jobs);
  void normalise_input(const SoundJob& job, float* input) const;

  struct Block {
    BatchLayer look, mix;
  };
  Config config;
  BatchLayer in;
  std::vector<Block> blocks;
  std::vector<Head> heads;       // in the order of a row
  std::vector<float> inner;      // [kBatchSlots][width]
  std::vector<float> head_rows;  // [kBatchSlots][outputs of a head]
  RingSizes rings;
};

Sound::State::State(const Config& c, Parts& parts)
    : config(c),
      in(make_batch_layer(
          parts, "in", {.in = 2 * c.geometry.bands, .out = c.sound.width, .frames = kHeardFrames})),
      inner(static_cast<std::size_t>(kBatchSlots * c.sound.width)),
      head_rows(static_cast<std::size_t>(kBatchSlots * c.sound.outputs(c.geometry.bands))) {
  const int width = c.sound.width;
  for (const int dilation : kSoundDilations) {
    const std::string name = "block" + std::to_string(blocks.size());
    BatchLayer look = make_batch_layer(
        parts, name + ".look",
        {.in = width, .out = width, .frames = kLookFrames, .activates = true}, dilation);
    BatchLayer mix =
        make_batch_layer(parts, name + ".mix", {.in = width, .out = width, .adds = true});
    blocks.push_back({std::move(look), std::move(mix)});
  }
  int first = 0;
  const auto add_head = [&](int count, float bound) {
    heads.emplace_back(parts, width, first, count, bound);
    first += count;
  };
  add_head(c.geometry.bands, kLargestToneGain);
  add_head(c.sound.bins, kLargestRestGain);
  add_head(c.sound.bins, 0);  // phases
  add_head(2 * c.sound.knots, kLargestShape);
  add_head(c.sound.noise_bands(c.geometry.bands), kLargestNoiseGain);
  add_head(c.sound.noise_bands(c.geometry.bands), kLargestRoughness);
  rings = parts.rings();
}

void Sound::State::normalise_input(const SoundJob& job, float* input) const {
  const auto bands = static_cast<std::size_t>(config.geometry.bands);
  const float level =
      follow_level({job.log_bands, bands}, config.geometry.hop_seconds, job.past->level);
  for (const float* log : {job.log_bands, job.log_rest})
    for (std::size_t i = 0; i < bands; ++i)
      *input++ = normalise(std::max(log[i] - level, -static_cast<float>(kDynamicRange)));
}

void Sound::State::play(Jobs jobs) {
  for (std::size_t v = 0; v < jobs.size(); ++v) {
    jobs[v].past->prepare(rings);
    normalise_input(jobs[v], in.newest() + v * 2 * static_cast<std::size_t>(config.geometry.bands));
  }
  in.run(jobs, inner.data());
  // Including empty slots: the computation must not depend on which of them are taken.
  const auto pass_on = [&](BatchLayer& to) {
    activate(inner.data(), static_cast<int>(inner.size()), to.newest());
  };
  for (Block& block : blocks) {
    pass_on(block.look);
    block.look.run(jobs, block.mix.newest());
    block.mix.run(jobs, inner.data());
  }
  std::size_t first = 0;
  for (Head& head : heads) {
    pass_on(head.layer);
    head.layer.run(jobs, head_rows.data());
    const auto count = static_cast<std::size_t>(head.layer.out());
    for (std::size_t v = 0; v < jobs.size(); ++v)
      std::transform(&head_rows[v * count], &head_rows[v * count] + count, jobs[v].row + first,
                     [&](float x) { return head.largest * x; });
    first += count;
  }
  for (const SoundJob& job : jobs) ++job.past->frames;
}

Sound::Sound(const Config& config, Parts& parts) : state_(std::make_unique<State>(config, parts)) {}
Sound::~Sound() = default;
Sound::Sound(const Sound& other) : state_(std::make_unique<State>(*other.state_)) {}
Sound::Sound(Sound&&) noexcept = default;

void Sound::play(std::span<const SoundJob> jobs) {
  for (std::size_t first = 0; first < jobs.size(); first += kBatchSlots)
    state_->play(jobs.subspan(first, std::min<std::size_t>(kBatchSlots, jobs.size() - first)));
}

}  // namespace hemiola::inference
