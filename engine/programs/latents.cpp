// hemiola latents: converts latents between NumPy (.npz) and SuperCollider buffers (.wav).
#include <stdexcept>

#include "audio/channels_file.h"
#include "audio/sound_file.h"
#include "features/analysis.h"
#include "programs/latents_file.h"
#include "programs/offline.h"
#include "programs/outputs.h"
#include "programs/subcommands.h"

namespace hemiola::programs {
namespace {

struct Arguments {
  std::filesystem::path in, out, model;
};

// One multichannel sample per frame of latents: harmony, then rhythm.
void to_sound(const Arguments& a) {
  const LatentsFile file = read_latents(a.in);
  const auto harmony = static_cast<std::size_t>(file.shape.harmony());
  const auto rhythm = static_cast<std::size_t>(file.shape.rhythm);
  std::vector<float> samples;  // [frames][harmony + rhythm]
  samples.reserve(file.harmony.size() + file.rhythm.size());
  for (std::size_t frame = 0; frame < file.frames(); ++frame) {
    const auto first = file.harmony.begin() + static_cast<std::ptrdiff_t>(frame * harmony);
    const auto second = file.rhythm.begin() + static_cast<std::ptrdiff_t>(frame * rhythm);
    samples.insert(samples.end(), first, first + static_cast<std::ptrdiff_t>(harmony));
    samples.insert(samples.end(), second, second + static_cast<std::ptrdiff_t>(rhythm));
  }
  audio::write_channels(a.out, samples, static_cast<int>(harmony + rhythm), file.sample_rate);
}

// The model gives the number of harmony channels and the frame length.
void to_arrays(const Arguments& a) {
  const double rate = audio::probe_sound(a.in).sample_rate;
  int channels = 0;
  const std::vector<float> samples = audio::read_channels(a.in, channels);
  const modelfile::Config config = load_model(a.model, "cpu")->config();
  LatentsFile file;
  file.shape = {config.places, config.channels_per_place, config.rhythm};
  if (channels != file.shape.harmony() + file.shape.rhythm)
    throw std::runtime_error(a.in.string() + ": its " + std::to_string(channels) +
                             " channels are not the " +
                             std::to_string(file.shape.harmony() + file.shape.rhythm) +
                             " latents of this model; name theirs with --model.");
  file.sample_rate = rate;
  file.hop_seconds = config.geometry.hop_seconds;
  const int hop = features::hop_samples(config.geometry, rate);
  const int lookback = features::lookback_samples(config.geometry, rate);
  for (auto frame = samples.begin(); frame != samples.end(); frame += channels) {
    const auto rhythm = frame + file.shape.harmony();
    file.harmony.insert(file.harmony.end(), frame, rhythm);
    file.rhythm.insert(file.rhythm.end(), rhythm, frame + channels);
    const auto after = static_cast<double>(file.seconds.size() + 1 - config.lookahead_frames);
    file.seconds.push_back((after * hop - lookback) / rate);
  }
  write_latents(a.out, file);
}

bool ends_in(const std::filesystem::path& path, const char* ending) {
  return path.extension() == ending;
}

void run(const Arguments& a) {
  check_output(a.out);
  if (ends_in(a.in, ".npz") && ends_in(a.out, ".wav")) return to_sound(a);
  if (ends_in(a.in, ".wav") && ends_in(a.out, ".npz")) return to_arrays(a);
  throw std::runtime_error("of " + a.in.string() + " and " + a.out.string() +
                           ", one has to end in .npz and the other in .wav.");
}

}  // namespace

void add_latents(CLI::App& app) {
  auto* command = app.add_subcommand(
      "latents",
      "Turn latents for NumPy (.npz) into those of SuperCollider's buffers (.wav), or back");
  auto a = std::make_shared<Arguments>();
  command->add_option("IN", a->in, "An .npz that hemiola encode wrote, or a buffer's .wav")
      ->required();
  command->add_option("OUT", a->out, "The .wav or .npz to write")->required();
  command->add_option("--model", a->model,
                      "From .wav: whose latents they are (default: the model that came along)");
  command->callback([a] { run(*a); });
}

}  // namespace hemiola::programs
