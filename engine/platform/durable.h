// What must outlast a power cut: files that are on the disk before their names change.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

namespace hemiola::platform {

// Waits until a file, or the list of names that a folder is, lies on the disk. Where the system
// can't do it, nothing is lost but the promise.
inline void flush_to_disk(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  fsync(file);
  close(file);
}

// Renames a file whose bytes are on the disk; afterwards so is its name.
inline void rename_for_good(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::filesystem::rename(from, to);
  flush_to_disk(to.has_parent_path() ? to.parent_path() : std::filesystem::path("."));
}

}  // namespace hemiola::platform
