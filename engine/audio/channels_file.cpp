// Sound files with any number of channels through libsndfile, bit-exact.
#include "audio/channels_file.h"

#include <sndfile.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <system_error>

namespace hemiola::audio {

void write_channels(const std::filesystem::path& path, std::span<const float> samples, int channels,
                    double sample_rate) {
  SF_INFO info{};
  info.samplerate = static_cast<int>(std::lround(sample_rate));
  info.channels = channels;
  info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
  SNDFILE* file = sf_format_check(&info) != 0 ? sf_open(path.c_str(), SFM_WRITE, &info) : nullptr;
  if (file == nullptr)
    throw std::runtime_error(path.string() + ": can't be written with " + std::to_string(channels) +
                             " channels; check that the folder exists and is yours.");
  // This chunk would contain the time of day; without it, equal latents give equal files.
  sf_command(file, SFC_SET_ADD_PEAK_CHUNK, nullptr, SF_FALSE);
  const auto count = static_cast<sf_count_t>(samples.size());
  const bool written = sf_write_float(file, samples.data(), count) == count;
  if (sf_close(file) == 0 && written) return;
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  throw std::runtime_error(path.string() + ": could not be written to its end; is the disk full?");
}

}  // namespace hemiola::audio
