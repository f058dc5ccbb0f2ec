// Curves of a training run: panels over one axis, as a PNG.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace hemiola::picture {

struct Curve {
  std::string name;
  std::vector<double> x, y;  // equally long; points that are not finite are left out
};

struct CurvePanel {
  std::string title, unit;
  std::vector<Curve> curves;
  bool log_y = false;  // leaves out values that are not positive
  std::vector<std::pair<double, std::string>> lines = {};  // horizontal, with labels
};

// Curves of more than 200 points are drawn faintly with their running mean on top; rare outliers
// may leave the panel. Throws std::runtime_error: path, reason.
void draw_curves(const std::vector<CurvePanel>& panels, const std::string& x_label,
                 const std::filesystem::path& path);

}  // namespace hemiola::picture
