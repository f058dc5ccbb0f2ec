// What both sides of libsndfile share here: a handle that closes itself, and how a failure reads.
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

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& reason);

}  // namespace hemiola::audio
