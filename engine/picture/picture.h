// Spectrograms of sounds above the two latents, on one time axis, as a PNG.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "audio/sound_file.h"
#include "patchbay/latent.h"

namespace hemiola::picture {

struct LatentTracks {
  std::vector<float> harmony;  // [frames][places][channels per place]
  std::vector<float> rhythm;   // [frames][channels]
  patchbay::LatentShape shape;
  double first_seconds = 0;  // centre of frame 0
  double frame_seconds = 0;
};

struct Section {  // a named span of the time axis, marked in all panels
  double start_seconds = 0;
  std::string name;
};

// Throws std::runtime_error: path, reason.
void draw(const std::vector<std::pair<std::string, audio::Sound>>& sounds,
          const LatentTracks& latents, const std::filesystem::path& path,
          const std::vector<Section>& sections = {});

}  // namespace hemiola::picture
