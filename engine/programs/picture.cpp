// hemiola picture: spectrograms of any sounds above the latents of the last one.
#include "picture/picture.h"

#include <cmath>
#include <stdexcept>

#include "audio/sound_file.h"
#include "programs/offline.h"
#include "programs/subcommands.h"

namespace hemiola::programs {
namespace {

struct Arguments {
  std::vector<std::filesystem::path> sounds;
  std::vector<std::string> names, sections;
  std::filesystem::path out, model;
};

// "12.5:rotated +5" to a section.
picture::Section section_of(const std::string& text) {
  const auto colon = text.find(':');
  try {
    if (colon != std::string::npos)
      return {std::stod(text.substr(0, colon)), text.substr(colon + 1)};
  } catch (const std::exception&) {
  }
  throw std::runtime_error("--section " + text + ": write it as SECONDS:NAME");
}

void run(const Arguments& a) {
  std::vector<std::pair<std::string, audio::Sound>> sounds;
  for (std::size_t i = 0; i < a.sounds.size(); ++i)
    sounds.emplace_back(i < a.names.size() ? a.names[i] : a.sounds[i].filename().string(),
                        audio::read_sound(a.sounds[i]));
  std::vector<picture::Section> sections;
  for (const auto& text : a.sections) sections.push_back(section_of(text));
  const audio::Sound& last = sounds.back().second;
  session::Session session(load_model(a.model, "auto"), last.sample_rate, 1);
  const session::Latency latency = session.latency();
  const int frames = static_cast<int>(last.samples.size() / static_cast<std::size_t>(latency.hop));
  Latents latents = encode_sound(session, 0, last.samples, frames);
  picture::draw(sounds,
                {std::move(latents.harmony), std::move(latents.rhythm), session.shape(),
                 (latency.hop - latency.lookback - latency.lookahead) / last.sample_rate,
                 latency.hop / last.sample_rate},
                a.out, sections);
}

}  // namespace

void add_picture(CLI::App& app) {
  auto* command =
      app.add_subcommand("picture", "Draw sounds and the latents of the last one into a PNG");
  auto a = std::make_shared<Arguments>();
  command->add_option("SOUNDS", a->sounds, "Sound files, from top to bottom")->required();
  command->add_option("-o,--out", a->out, "The .png to write")->required();
  command->add_option("--name", a->names, "Label of each sound in turn (default: its file name)");
  command->add_option("--section", a->sections, "SECONDS:NAME, marked across the panels");
  command->add_option("--model", a->model, "Model file (default: the one that came along)");
  command->callback([a] { run(*a); });
}

}  // namespace hemiola::programs
