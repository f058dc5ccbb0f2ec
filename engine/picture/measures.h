// Measured values compared with chance, the best possible, a target and rivals, as a PNG.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace hemiola::picture {

struct MeasureBar {
  std::string name, group;                // rows of one group are below its name
  double value, ceiling, chance, target;  // NaN if there is none
  bool higher_is_better;
  bool met;
  std::vector<std::pair<std::string, double>> rivals;
};

// One row per bar, scaled from the smallest to the largest of its numbers, the better end on the
// right. Throws std::runtime_error: path, reason.
void draw_measures(const std::vector<MeasureBar>& bars, const std::string& title,
                   const std::filesystem::path& path);

}  // namespace hemiola::picture
