// Encodes and decodes a sound by Opus.
#include "audio/opus.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>

#include "audio/sndfile_handle.h"

namespace hemiola::audio {
namespace {

// libsndfile's scale: level 0 is 256 kb/s per channel, 1 is 6 kb/s.
constexpr double kMinBits = 6000, kBitsOfScale = 250000;

struct CloseTemporary {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

File open_sound(std::FILE* file, int mode, SF_INFO& info) {
  std::fseek(file, 0, SEEK_SET);
  File sound(sf_open_fd(fileno(file), mode, &info, /*close_desc=*/SF_FALSE));
  if (!sound)
    throw std::runtime_error(std::string("no Opus to compare with: ") + sf_strerror(nullptr));
  return sound;
}

}  // namespace

std::vector<float> through_opus(const std::vector<float>& samples, double bits_per_second) {
  const std::unique_ptr<std::FILE, CloseTemporary> file(std::tmpfile());
  if (!file) throw std::runtime_error("no temporary file could be made to code Opus into");
  SF_INFO info{};
  info.samplerate = 48000;
  info.channels = 1;
  info.format = SF_FORMAT_OGG | SF_FORMAT_OPUS;
  {
    const File out = open_sound(file.get(), SFM_WRITE, info);
    double level = std::clamp(1 - (bits_per_second - kMinBits) / kBitsOfScale, 0.0, 1.0);
    sf_command(out.get(), SFC_SET_COMPRESSION_LEVEL, &level, sizeof(level));
    sf_writef_float(out.get(), samples.data(), static_cast<sf_count_t>(samples.size()));
  }
  std::vector<float> back(samples.size());
  SF_INFO read{};
  const File in = open_sound(file.get(), SFM_READ, read);
  sf_readf_float(in.get(), back.data(), static_cast<sf_count_t>(back.size()));
  return back;
}

}  // namespace hemiola::audio
