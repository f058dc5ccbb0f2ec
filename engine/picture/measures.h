// What was measured, against chance, the best that is possible, a target and rivals, as a PNG.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace hemiola::picture {

struct MeasureBar {
  std::string name, group;                // rows of one group stand under its name
  double value, ceiling, chance, target;  // NaN where there is none
  bool higher_is_better;
  bool met;
  std::vector<std::pair<std::string, double>> rivals;
};

// A row each, on its own scale from the least to the largest of its numbers, the better end always
// on the right. Throws std::runtime_error: path, reason.
void draw_measures(const std::vector<MeasureBar>& bars, const std::string& title,
                   const std::filesystem::path& path);

}  // namespace hemiola::picture
