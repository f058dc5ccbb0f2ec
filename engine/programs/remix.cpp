// hemiola remix: the harmony of A with the rhythm of B, offline, without SuperCollider.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <future>
#include <limits>
#include <map>
#include <stdexcept>

#include "audio/sound_file.h"
#include "patchbay/recent_hit.h"
#include "picture/picture.h"
#include "programs/offline.h"
#include "programs/progress.h"
#include "programs/subcommands.h"

namespace hemiola::programs {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

struct Arguments {
  std::filesystem::path a, b, out, picture, model;
  std::string device = "auto";
  float rotate_semitones = 0;
  double freeze_harmony_seconds = kNever, freeze_rhythm_seconds = kNever;
  patchbay::FreezeAt freeze_at = patchbay::FreezeAt::hit;
  float mix_harmony = 0, mix_rhythm = 1;
};

// Both pieces' latents and what becomes of them, a frame at a time.
class Mixer {
 public:
  Mixer(const Arguments& args, patchbay::LatentShape shape, int frames, double frames_a_second)
      : args_(args),
        shape_(shape),
        harmony_frozen_from_(std::ceil(args.freeze_harmony_seconds * frames_a_second)),
        rhythm_frozen_from_(std::ceil(args.freeze_rhythm_seconds * frames_a_second)),
        blended_(static_cast<std::size_t>(shape.harmony())) {
    for (Latents* latents : {&a, &b, &mixed}) {
      latents->harmony.resize(static_cast<std::size_t>(frames) * shape.harmony());
      latents->rhythm.resize(static_cast<std::size_t>(frames) * shape.rhythm);
    }
  }

  void mix(int frame) {
    const std::span<float> harmony = harmony_of(mixed, frame), rhythm = rhythm_of(mixed, frame);
    // Frozen before it is turned: a held chord can still be transposed.
    if (static_cast<double>(frame) <= harmony_frozen_from_)
      patchbay::blend(harmony_of(a, frame), harmony_of(b, frame), args_.mix_harmony, blended_);
    patchbay::rotate(blended_, shape_.channels_a_place, args_.rotate_semitones, harmony);
    if (static_cast<double>(frame) <= rhythm_frozen_from_)
      patchbay::blend(rhythm_of(a, frame), rhythm_of(b, frame), args_.mix_rhythm, rhythm);
    else
      std::copy_n(rhythm_of(mixed, frame - 1).data(), shape_.rhythm, rhythm.data());
    recent_hit_.add(rhythm);
    const bool freezes = static_cast<double>(frame) == rhythm_frozen_from_;
    if (freezes && args_.freeze_at == patchbay::FreezeAt::hit) recent_hit_.replace(rhythm);
  }

  std::span<float> harmony_of(Latents& latents, int frame) const {
    const auto channels = static_cast<std::size_t>(shape_.harmony());
    return {&latents.harmony[static_cast<std::size_t>(frame) * channels], channels};
  }
  std::span<float> rhythm_of(Latents& latents, int frame) const {
    const auto channels = static_cast<std::size_t>(shape_.rhythm);
    return {&latents.rhythm[static_cast<std::size_t>(frame) * channels], channels};
  }

  Latents a, b, mixed;

 private:
  const Arguments& args_;
  patchbay::LatentShape shape_;
  double harmony_frozen_from_, rhythm_frozen_from_;  // frames
  std::vector<float> blended_;
  patchbay::RecentHit recent_hit_;
};

// While one thread decodes a stretch, another encodes the next. Each of both sessions is used by
// one thread at a time; the bits are a live render's.
std::vector<float> play(session::Session& encoder, session::Session& decoder, Mixer& mixer,
                        std::vector<float> a, std::vector<float> b, int frames, ProgressBar& bar) {
  constexpr int kStretch = 64;  // frames
  const auto hop = static_cast<std::size_t>(encoder.latency().hop);
  std::vector<float> samples(static_cast<std::size_t>(frames) * hop);
  a.resize(samples.size());
  b.resize(samples.size());
  const auto encode = [&](int begin) {
    for (int t = begin; t < std::min(frames, begin + kStretch); ++t) {
      const session::EncodeJob jobs[] = {
          {0, &a[t * hop], mixer.harmony_of(mixer.a, t).data(), mixer.rhythm_of(mixer.a, t).data()},
          {1, &b[t * hop], mixer.harmony_of(mixer.b, t).data(),
           mixer.rhythm_of(mixer.b, t).data()}};
      encoder.encode(jobs);
    }
  };
  encode(0);
  for (int begin = 0; begin < frames; begin += kStretch) {
    auto ahead = std::async(std::launch::async, encode, begin + kStretch);
    for (int t = begin; t < std::min(frames, begin + kStretch); ++t) {
      mixer.mix(t);
      const session::DecodeJob job{0, mixer.harmony_of(mixer.mixed, t).data(),
                                   mixer.rhythm_of(mixer.mixed, t).data(), &samples[t * hop],
                                   nullptr};
      decoder.decode({&job, 1});
    }
    ahead.get();
    bar.show(static_cast<double>(begin) / frames);
  }
  return samples;
}

void run(const Arguments& args) {
  const auto start = std::chrono::steady_clock::now();
  audio::Sound a = audio::read_sound(args.a), b = audio::read_sound(args.b);
  if (a.sample_rate != b.sample_rate)
    throw std::runtime_error(args.b.string() + ": its sample rate (" +
                             std::to_string(std::lround(b.sample_rate)) + " Hz) is not that of " +
                             args.a.string() + " (" + std::to_string(std::lround(a.sample_rate)) +
                             " Hz); convert one, for instance: sox IN -r " +
                             std::to_string(std::lround(a.sample_rate)) + " OUT");
  const double rate = a.sample_rate;
  const std::size_t length = std::min(a.samples.size(), b.samples.size());
  a.samples.resize(length);
  b.samples.resize(length);
  const auto model = load_model(args.model, args.device);
  auto second = std::async(std::launch::async,
                           [&] { return std::make_unique<session::Session>(model, rate, 1); });
  session::Session encoder(model, rate, 2);
  const auto decoder = second.get();
  const session::Latency latency = encoder.latency();
  const auto shape = encoder.shape();
  const int frames = frames_of(length, latency);
  Mixer mixer(args, shape, frames, rate / latency.hop);
  ProgressBar bar("remixing");
  std::vector<float> samples = play(encoder, *decoder, mixer, a.samples, b.samples, frames, bar);
  const auto delay = static_cast<std::ptrdiff_t>(std::max(0, delay_samples(latency)));
  samples.erase(samples.begin(), samples.begin() + delay);
  samples.resize(length);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const audio::Sound remix{rate, std::move(samples)};
  audio::write_sound(args.out, remix);
  if (!args.picture.empty())
    picture::draw({{"A: " + args.a.filename().string(), a},
                   {"B: " + args.b.filename().string(), b},
                   {"result: " + args.out.filename().string(), remix}},
                  {mixer.mixed.harmony, mixer.mixed.rhythm, shape,
                   (latency.hop - latency.lookback - latency.lookahead) / rate, latency.hop / rate},
                  args.picture);
  std::fprintf(stderr, "%s: %.1f s in %.1f s, %.1f x real time\n", args.out.c_str(),
               static_cast<double>(length) / rate, seconds,
               static_cast<double>(length) / rate / seconds);
}

}  // namespace

void add_remix(CLI::App& app) {
  auto* command = app.add_subcommand("remix", "The harmony of A with the rhythm of B, offline");
  auto a = std::make_shared<Arguments>();
  command->add_option("A", a->a, "Sound file that gives the harmony")->required();
  command->add_option("B", a->b, "Sound file that gives the rhythm")->required();
  command->add_option("-o,--out", a->out, "Sound file to write (.wav, .flac)")->required();
  command->add_option("--rotate", a->rotate_semitones, "Semitones, fractions too (default 0)")
      ->check(CLI::Range(-48.0, 48.0));
  command->add_option("--freeze-harmony", a->freeze_harmony_seconds,
                      "Hold the harmony from this second on");
  command->add_option("--freeze-rhythm", a->freeze_rhythm_seconds,
                      "Hold the rhythm from this second on");
  command
      ->add_option("--freeze-at", a->freeze_at,
                   "Hold a rhythm as at the last strong hit (default), or as it is now")
      ->transform(CLI::CheckedTransformer(std::map<std::string, patchbay::FreezeAt>{
          {"hit", patchbay::FreezeAt::hit}, {"now", patchbay::FreezeAt::now}}));
  command->add_option("--mix-harmony", a->mix_harmony, "0 (default): A's harmony; 1: B's")
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--mix-rhythm", a->mix_rhythm, "0: A's rhythm; 1 (default): B's")
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--picture", a->picture, "Draw spectrograms and latents into this .png");
  command->add_option("--model", a->model, "Model file (default: the one that came along)");
  command->add_option("--device", a->device, "auto, cpu or cuda")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
  command->callback([a] { run(*a); });
}

}  // namespace hemiola::programs
