// Files that survive a power cut: flushed to disk before they are renamed.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

namespace hemiola::platform {

// Waits until a file, or a folder's list of names, is on the disk, if the system can do it.
inline void flush_to_disk(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  fsync(file);
  close(file);
}

// Renames a flushed file; then the new name is on the disk, too. Throws filesystem_error.
inline void rename_for_good(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::filesystem::rename(from, to);
  flush_to_disk(to.has_parent_path() ? to.parent_path() : std::filesystem::path("."));
}

}  // namespace hemiola::platform
