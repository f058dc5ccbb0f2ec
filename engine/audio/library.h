// A folder of music as the trainer sees it: pairs of stems where there are any, plain mixes else.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace hemiola::audio {

// The pitched stem's performance in another key.
struct Twin {
  double semitones = 0;  // higher than the stem
  std::filesystem::path path;
};

// One piece of music. Either stems (pitched, drums, or both) or a mix; the unused paths are empty.
struct Item {
  std::filesystem::path pitched;
  std::filesystem::path drums;
  std::filesystem::path mix;  // a plain recording without stems
  double sample_rate = 0;     // hertz
  std::size_t frames = 0;     // of the shorter stem, where there are two
  std::vector<Twin> twins;    // of the pitched stem, each as long as it; sorted by semitones
  int folder = 0;             // of several that were scanned
};

struct Library {
  std::vector<Item> items;           // sorted by path
  std::vector<std::string> skipped;  // one sentence a file: path and reason
  std::vector<std::string> remarks;  // sentences on what was passed over, or learned with a flaw
  double seconds = 0;                // of all items together
};

// NAME.pitched.EXT and NAME.drums.EXT in one folder are one item, every other sound file a mix.
// NAME.pitched@+5.EXT or NAME.pitched@-3.5.EXT is a twin of NAME.pitched.EXT, so many semitones
// away.
// Files that are unreadable, shorter than a second or silent throughout are skipped, with a
// sentence each; a silent stem beside a sounding one is merely left out of its item.
// A single file is a library, too. progress is called for each file, and may throw to end the scan.
// Throws std::runtime_error when there is no such folder.
Library scan_library(const std::filesystem::path& folder,
                     const std::function<void(int done, int total)>& progress = {});
// All of several folders, one after the other.
Library scan_libraries(const std::vector<std::filesystem::path>& folders,
                       const std::function<void(int done, int total)>& progress = {});

}  // namespace hemiola::audio
