// hemiola encode: the two latents of a sound, as a NumPy file.
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
  check_output(a.out, {".npz"});
  const audio::Survey survey = look_through(a.in);
  const double rate = survey.info.sample_rate;
  const auto model = load_model(a.model, a.device);
  session::Session session(model, rate, 1);
  LatentsWriter writer(a.out, session.shape(), rate, model->config().geometry.hop_seconds);
  ProgressBar bar("encoding");
  encode_file(
      session, a.in, survey,
      [&](auto harmony, auto rhythm, double seconds) { writer.add(harmony, rhythm, seconds); },
      [&](double fraction) { bar.show(fraction); });
  writer.finish();
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
