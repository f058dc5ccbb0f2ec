// Snapshots as OSC clients see them: their names, their places on the map, and what to do with
// them.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace hemiola::osc {

inline constexpr std::size_t kMaxSnapshots = 64;
inline constexpr std::size_t kMaxSnapshotName = 31;  // bytes

// A snapshot's place on the map, 0 to 1 to the right and up.
struct SnapshotPlace {
  std::string name;
  float x = 0, y = 0;
  bool operator==(const SnapshotPlace&) const = default;
};

// What a message wants done. Its size is fixed, so that it can wait in a queue.
struct SnapshotOrder {
  enum class What { none, save, recall, remove, place, map };
  What what = What::none;
  std::array<char, kMaxSnapshotName + 1> text{};  // the name, ended by a zero
  float x = 0, y = 0;                             // place, map; NaN: stays
  float seconds = 0;                              // recall, map: how long the way takes

  std::string_view name() const { return text.data(); }
};

}  // namespace hemiola::osc
