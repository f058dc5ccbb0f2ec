#pragma once
#include <filesystem>
#include <string>
#include <vector>
namespace hemiola::picture {
struct Spectrogram { std::string name; std::vector<float> log_bands; int bands; };
inline void draw_spectrograms(const std::vector<Spectrogram>&, int, double, const std::filesystem::path&) {}
}
