// Shared by readers and writers with libsndfile: a handle that closes itself, and failures.
#pragma once

#include <sndfile.h>

#include <filesystem>
#include <memory>
#include <string>

namespace hemiola::audio {

struct CloseFile {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using File = std::unique_ptr<SNDFILE, CloseFile>;

// Throws std::runtime_error "PATH: reason".
[[noreturn]] void fail(const std::filesystem::path& path, const std::string& reason);

}  // namespace hemiola::audio
