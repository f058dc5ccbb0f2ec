// hemiola decode: latents to sound.
#include <algorithm>
#include <stdexcept>

#include "audio/sound_file.h"
#include "programs/latents_file.h"
#include "programs/offline.h"
#include "programs/outputs.h"
#include "programs/progress.h"
#include "programs/subcommands.h"

namespace hemiola::programs {
namespace {

struct Arguments {
  std::filesystem::path in, out, model;
  std::string device = "auto";
};

void run(const Arguments& a) {
  check_output(a.out, {".wav", ".flac", ".ogg", ".mp3"});
  LatentsFile file = read_latents(a.in);
  session::Session session(load_model(a.model, a.device), file.sample_rate, 1);
  if (!(file.shape == session.shape()))
    throw std::runtime_error(a.in.string() + ": its latents (" +
                             std::to_string(file.shape.harmony()) + " + " +
                             std::to_string(file.shape.rhythm) +
                             " channels) are not of this model; name theirs with --model");
  const int frames = static_cast<int>(file.frames());
  ProgressBar bar("decoding");
  std::vector<float> samples =
      decode_latents(session, 0, {std::move(file.harmony), std::move(file.rhythm)}, frames,
                     [&](double fraction) { bar.show(fraction); });
  const auto delay =
      std::min(samples.size(), static_cast<std::size_t>(session.latency().samples()));
  samples.erase(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(delay));
  const std::string clipped = audio::write_sound(a.out, {file.sample_rate, std::move(samples)});
  if (!clipped.empty()) note(clipped);
}

}  // namespace

void add_decode(CLI::App& app) {
  auto* command = app.add_subcommand("decode", "Turn latents back into sound");
  auto a = std::make_shared<Arguments>();
  command->add_option("IN", a->in, "The .npz that hemiola encode wrote")->required();
  command->add_option("-o,--out", a->out, "The sound file to write (.wav, .flac)")->required();
  command->add_option("--model", a->model, "Model file (default: the one that came along)");
  command->add_option("--device", a->device, "auto, cpu or cuda")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
  command->callback([a] { run(*a); });
}

}  // namespace hemiola::programs
