// Sound files with any number of channels, unchanged, as for buffers of latents.
#pragma once

#include <filesystem>
#include <span>

namespace hemiola::audio {

// Writes floats [frames][channels] to a .wav file. Throws std::runtime_error: path, reason.
void write_channels(const std::filesystem::path& path, std::span<const float> samples, int channels,
                    double sample_rate);

}  // namespace hemiola::audio
