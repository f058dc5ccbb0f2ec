// A folder of music for training: stems if there are any, else plain mixes.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace hemiola::audio {

// Recording of the pitched stem's performance in another key.
struct Twin {
  double semitones = 0;  // above the stem
  std::filesystem::path path;
};

// One piece of music: stems (pitched, drums, or both) or a mix; unused paths are empty.
struct Item {
  std::filesystem::path pitched;
  std::filesystem::path drums;
  std::filesystem::path mix;  // a plain recording without stems
  double sample_rate = 0;     // hertz
  std::size_t frames = 0;     // of the shorter stem, if there are two
  std::vector<Twin> twins;    // of the pitched stem, equally long; sorted by semitones
  int folder = 0;             // number of the scanned folder
};

struct Library {
  std::vector<Item> items;           // sorted by path
  std::vector<std::string> skipped;  // one sentence per file: path and reason
  std::vector<std::string> remarks;  // sentences on what was passed over or is used despite a flaw
  double seconds = 0;                // of all items
};

// NAME.pitched.EXT and NAME.drums.EXT in one folder are one item; every other sound file is a mix.
// NAME.pitched@+5.EXT or NAME.pitched@-3.5.EXT is a twin of NAME.pitched.EXT, this many semitones
// up. Files that are unreadable, shorter than a second or silent are skipped, with a sentence each;
// a silent stem beside one with sound is left out of its item. folder may also be a single file.
// progress is called for each file, and may throw to end the scan. Throws std::runtime_error if
// there is no such folder.
Library scan_library(const std::filesystem::path& folder,
                     const std::function<void(int done, int total)>& progress = {});
// Scans several folders, one after the other.
Library scan_libraries(const std::vector<std::filesystem::path>& folders,
                       const std::function<void(int done, int total)>& progress = {});

}  // namespace hemiola::audio
