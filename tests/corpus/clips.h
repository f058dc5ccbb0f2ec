// A small corpus, rendered once for all tests that listen to it.
#pragma once

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "audio/fixtures.h"
#include "audio/sound_file.h"
#include "corpus/corpus.h"

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
  return options;
}

// Sixteen clips of the training part.
inline const std::vector<Clip>& rendered_clips() {
  static const std::vector<Clip> clips = [] {
    const TempFolder folder;
    corpus::render_corpus(small_corpus(folder.path(), 16));
    std::vector<Clip> result;
    for (int clip = 0; clip < 16; ++clip) result.push_back(read_clip(folder.path(), clip));
    return result;
  }();
  return clips;
}

}  // namespace hemiola::test
