// hemiola picture: spectrograms of sounds above latents (recorded, or of the last sound).
#include "picture/picture.h"

#include <stdexcept>

#include "audio/sound_file.h"
#include "programs/checks.h"
#include "programs/offline.h"
#include "programs/outputs.h"
#include "programs/subcommands.h"

namespace hemiola::programs {
namespace {

struct Arguments {
  std::vector<std::filesystem::path> sounds;
  std::vector<std::string> names, sections;
  std::filesystem::path out, model, latents;
  double latents_hz = 48000.0 / 64;
  double seconds = 600;
};

// Parses "12.5:rotated +5".
picture::Section section_of(const std::string& text) {
  const auto colon = text.find(':');
  try {
    if (colon != std::string::npos)
      return {std::stod(text.substr(0, colon)), text.substr(colon + 1)};
  } catch (const std::exception&) {
  }
  throw std::runtime_error("--section " + text + ": write it as SECONDS:NAME");
}

picture::LatentTracks latents_of(const audio::Sound& sound, session::Session& session) {
  const session::Latency latency = session.latency();
  const int frames = static_cast<int>(sound.samples.size() / static_cast<std::size_t>(latency.hop));
  Latents latents = encode_sound(session, 0, sound.samples, frames);
  return {std::move(latents.harmony), std::move(latents.rhythm), session.shape(),
          (latency.hop - latency.lookback - latency.lookahead) / sound.sample_rate,
          latency.hop / sound.sample_rate};
}

// Control signals recorded by a server: harmony and rhythm channels, one value per control block.
picture::LatentTracks recorded_latents(const Arguments& a, patchbay::LatentShape shape) {
  int channels = 0;
  const std::vector<float> values = audio::read_channels(a.latents, channels);
  if (channels != shape.total())
    throw std::runtime_error(a.latents.string() + ": has " + std::to_string(channels) +
                             " channels; latents of this model have " +
                             std::to_string(shape.total()));
  picture::LatentTracks tracks{{}, {}, shape, 0, 1 / a.latents_hz};
  for (auto at = values.begin(); at != values.end(); at += channels) {
    tracks.harmony.insert(tracks.harmony.end(), at, at + shape.harmony());
    tracks.rhythm.insert(tracks.rhythm.end(), at + shape.harmony(), at + channels);
  }
  return tracks;
}

void run(const Arguments& a) {
  check_output(a.out, {".png"});
  std::vector<std::pair<std::string, audio::Sound>> sounds;
  for (std::size_t i = 0; i < a.sounds.size(); ++i) {
    const double rate = look_through(a.sounds[i]).info.sample_rate;
    sounds.emplace_back(
        i < a.names.size() ? a.names[i] : a.sounds[i].filename().string(),
        audio::read_sound(a.sounds[i], 0, static_cast<std::size_t>(a.seconds * rate)));
  }
  std::vector<picture::Section> sections;
  for (const auto& text : a.sections) sections.push_back(section_of(text));
  const audio::Sound& last = sounds.back().second;
  session::Session session(load_model(a.model, "auto"), last.sample_rate, 1);
  picture::draw(
      sounds, a.latents.empty() ? latents_of(last, session) : recorded_latents(a, session.shape()),
      a.out, sections);
}

}  // namespace

void add_picture(CLI::App& app) {
  auto* command = app.add_subcommand("picture", "Draw sounds, and latents below them, into a PNG");
  auto a = std::make_shared<Arguments>();
  command->add_option("SOUNDS", a->sounds, "Sound files, from top to bottom")->required();
  command->add_option("-o,--out", a->out, "The .png to write")->required();
  command->add_option("--name", a->names, "Label of each sound in turn (default: its file name)");
  command->add_option("--seconds", a->seconds, "Draw so much of each sound (default 600)")
      ->check(CLI::Range(0.5, 3600.0));
  command->add_option("--section", a->sections, "SECONDS:NAME, marked across the panels");
  command->add_option("--latents", a->latents,
                      "Latents that a server recorded (RecordBuf.kr of harmony ++ rhythm, written "
                      "as a sound file); default: those of the last sound");
  command
      ->add_option("--latents-rate", a->latents_hz,
                   "Values per second (default 750: blocks of 64 at 48 kHz)")
      ->check(above_zero());
  command->add_option("--model", a->model, "Model file (default: the one that came along)");
  command->callback([a] { run(*a); });
}

}  // namespace hemiola::programs
