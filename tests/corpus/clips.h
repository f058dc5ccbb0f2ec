// A small corpus, rendered once for all tests that need audio.
#pragma once

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "audio/fixtures.h"
#include "audio/sound_file.h"
#include "corpus/corpus.h"
#include "corpus/soundfonts.h"

namespace hemiola::test {

struct Clip {
  std::vector<float> pitched, drums;
  nlohmann::json labels;
};

inline std::string clip_name(int clip) {
  char name[32];
  std::snprintf(name, sizeof name, "clip_%04d", clip);
  return name;
}

inline Clip read_clip(const std::filesystem::path& folder, int clip) {
  const std::string name = clip_name(clip);
  Clip result;
  result.pitched = audio::read_sound(folder / (name + ".pitched.flac")).samples;
  result.drums = audio::read_sound(folder / (name + ".drums.flac")).samples;
  std::ifstream(folder / (name + ".json")) >> result.labels;
  return result;
}

constexpr double kClipSeconds = 8;

inline corpus::CorpusOptions small_corpus(const std::filesystem::path& out, int clips) {
  corpus::CorpusOptions options;
  options.out = out;
  options.clips = clips;
  options.clip_seconds = kClipSeconds;
  options.soundfont = corpus::default_soundfont();  // the others are slow to load
  return options;
}

// Sixteen clips of the training part with all its soundfonts.
inline const std::vector<Clip>& rendered_clips() {
  static const std::vector<Clip> clips = [] {
    const TempFolder folder;
    corpus::CorpusOptions options = small_corpus(folder.path(), 16);
    options.soundfont.clear();
    corpus::render_corpus(options);
    std::vector<Clip> result;
    for (int clip = 0; clip < 16; ++clip) result.push_back(read_clip(folder.path(), clip));
    return result;
  }();
  return clips;
}

}  // namespace hemiola::test
