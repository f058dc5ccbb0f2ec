// Settings of all voices under names, on a map, and in a file that outlasts the worker.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "patchbay/setting.h"
#include "snapshots/file_writer.h"

namespace hemiola::snapshots {

struct Snapshot {
  std::string name;
  float x = 0, y = 0;  // its place on the map, 0 to 1
  std::vector<patchbay::VoiceSetting> voices;
  bool operator==(const Snapshot&) const = default;
};

// The snapshots as the text of a JSON file, and from it. Throws std::runtime_error with what is
// wrong.
std::string to_json(const std::vector<Snapshot>& snapshots);
std::vector<Snapshot> from_json(std::string_view text);

// The weights of places on the map at a point: by the inverse square of the distance, 1 in all;
// exactly 1 for a place where the point is.
std::vector<float> weights_at(float x, float y, const std::vector<Snapshot>& snapshots);

// For one thread; the file is written by another.
class Snapshots {
 public:
  static constexpr std::size_t kMaxSnapshots = 64;
  static constexpr std::size_t kMaxNameBytes = 31;
  using Say = std::function<void(const std::string&)>;

  // say: told what is wrong with the file.
  explicit Snapshots(Say say) : say_(std::move(say)) {}

  // Reads the file, if there is one, and keeps it from now on. One that can't be read is put aside
  // under another name. An empty path, or what is no file: nothing is kept.
  void open(const std::filesystem::path& file);

  // Saves under this name, in the place of the one before; a new one gets a free place on the map.
  void save(std::string_view name, std::vector<patchbay::VoiceSetting> voices);
  // Each false if there is none of this name.
  bool remove(std::string_view name);
  bool place(std::string_view name, float x, float y);
  // Null if there is none of this name.
  const Snapshot* find(std::string_view name) const;
  // The blend of all snapshots at a point of the map; for as many voices as each of them has.
  std::vector<patchbay::VoiceSetting> at(float x, float y) const;

  const std::vector<Snapshot>& all() const { return snapshots_; }
  // Whether something has changed since the last call; then it is written. Call it after some
  // changes, not after each of them.
  bool keep();

 private:
  Snapshot* find_own(std::string_view name);
  std::vector<Snapshot> read(const std::filesystem::path& file);

  Say say_;
  std::vector<Snapshot> snapshots_;
  std::optional<FileWriter> writer_;
  bool changed_ = false;
};

// Where a worker keeps its snapshots, by its OSC port, as workers of several servers may run:
// HEMIOLA_SNAPSHOTS (for one worker only), else a file in the state folder.
std::filesystem::path default_file(int osc_port);

}  // namespace hemiola::snapshots
