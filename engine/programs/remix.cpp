// hemiola remix: the harmony of A with the rhythm of B, offline, without SuperCollider.
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <stdexcept>

#include "audio/sound_file.h"
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
  float mix_harmony = 0, mix_rhythm = 1;
};

// Blends two latents frame by frame and holds the result from the given frame on.
std::vector<float> blend_and_freeze(const std::vector<float>& a, const std::vector<float>& b,
                                    std::size_t channels, float weight, double freeze_frame) {
  std::vector<float> out(a.size());
  for (std::size_t t = 0; t * channels < a.size(); ++t) {
    const std::span<float> frame(&out[t * channels], channels);
    if (static_cast<double>(t) > freeze_frame)
      std::copy_n(&out[(t - 1) * channels], channels, frame.data());
    else
      patchbay::blend({&a[t * channels], channels}, {&b[t * channels], channels}, weight, frame);
  }
  return out;
}

std::vector<float> rotate_all(const std::vector<float>& harmony, patchbay::LatentShape shape,
                              float semitones) {
  std::vector<float> out(harmony.size());
  const auto channels = static_cast<std::size_t>(shape.harmony());
  for (std::size_t i = 0; i < harmony.size(); i += channels)
    patchbay::rotate({&harmony[i], channels}, shape.channels_a_place, semitones,
                     {&out[i], channels});
  return out;
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
  session::Session session(load_model(args.model, args.device), rate, 2);
  const session::Latency latency = session.latency();
  const auto shape = session.shape();
  const int frames = frames_of(length, latency);

  ProgressBar bar("remixing");
  const auto third = [&](int which) {
    return [&bar, which](double fraction) { bar.show((which + fraction) / 3); };
  };
  const Latents of_a = encode_sound(session, 0, a.samples, frames, third(0));
  const Latents of_b = encode_sound(session, 1, b.samples, frames, third(1));
  const auto freeze_frame = [&](double seconds) { return std::ceil(seconds * rate / latency.hop); };
  Latents mixed{
      rotate_all(blend_and_freeze(of_a.harmony, of_b.harmony, shape.harmony(), args.mix_harmony,
                                  freeze_frame(args.freeze_harmony_seconds)),
                 shape, args.rotate_semitones),
      blend_and_freeze(of_a.rhythm, of_b.rhythm, shape.rhythm, args.mix_rhythm,
                       freeze_frame(args.freeze_rhythm_seconds))};
  std::vector<float> samples = decode_latents(session, 0, mixed, frames, third(2));
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
                  {mixed.harmony, mixed.rhythm, shape,
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
