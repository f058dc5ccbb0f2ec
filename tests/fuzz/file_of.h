// Stores the fuzzer's bytes in a file in shared memory, for readers that need a path.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace fuzz {

class FileOf {
 public:
  FileOf(const std::uint8_t* data, std::size_t size)
      : path_("/dev/shm/hemiola-fuzz-" + std::to_string(getpid())) {
    std::FILE* file = std::fopen(path_.c_str(), "wb");
    if (file == nullptr || std::fwrite(data, 1, size, file) != size || std::fclose(file) != 0)
      std::abort();
  }
  ~FileOf() { std::filesystem::remove(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace fuzz
