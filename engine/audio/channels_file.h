// Sound files of many channels, as they are: what a buffer of latents is on disk.
#pragma once

#include <filesystem>
#include <span>

namespace hemiola::audio {

// Writes a .wav file of floats. samples: [frames][channels]. Throws std::runtime_error: path,
// reason.
void write_channels(const std::filesystem::path& path, std::span<const float> samples, int channels,
                    double sample_rate);

}  // namespace hemiola::audio
