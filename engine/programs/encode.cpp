// hemiola encode: a sound's two latents, in a file that NumPy reads.
#include "audio/sound_file.h"
#include "programs/latents_file.h"
#include "programs/offline.h"
#include "programs/progress.h"
#include "programs/subcommands.h"

namespace hemiola::programs {
namespace {

struct Arguments {
  std::filesystem::path in, out, model;
  std::string device = "auto";
};

void run(const Arguments& a) {
  audio::Sound sound = audio::read_sound(a.in);
  const auto model = load_model(a.model, a.device);
  session::Session session(model, sound.sample_rate, 1);
  const session::Latency latency = session.latency();
  const int frames = frames_of(sound.samples.size(), latency);
  ProgressBar bar("encoding");
  Latents latents = encode_sound(session, 0, std::move(sound.samples), frames,
                                 [&](double fraction) { bar.show(fraction); });
  LatentsFile file{session.shape(),
                   sound.sample_rate,
                   model->config().geometry.hop_seconds,
                   std::move(latents.harmony),
                   std::move(latents.rhythm),
                   {}};
  for (int t = 0; t < frames; ++t)
    file.seconds.push_back(((t + 1.0) * latency.hop - latency.lookback - latency.lookahead) /
                           sound.sample_rate);
  write_latents(a.out, file);
}

}  // namespace

void add_encode(CLI::App& app) {
  auto* command = app.add_subcommand("encode", "Write a sound's latents to a NumPy file");
  auto a = std::make_shared<Arguments>();
  command->add_option("IN", a->in, "Sound file (wav, flac, ogg, mp3)")->required();
  command->add_option("-o,--out", a->out, "The .npz to write: harmony, rhythm, seconds, geometry")
      ->required();
  command->add_option("--model", a->model, "Model file (default: the one that came along)");
  command->add_option("--device", a->device, "auto, cpu or cuda")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
  command->callback([a] { run(*a); });
}

}  // namespace hemiola::programs
