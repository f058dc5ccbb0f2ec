// Reads the logs of a training run, and draws them.
#include "programs/training_pictures.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "picture/curves.h"
#include "picture/spectrograms.h"

namespace hemiola::programs {
namespace {

// Columns of a CSV file by name; empty if there is no such file. Rows that are cut short are
// skipped.
std::map<std::string, std::vector<double>> read_columns(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line, cell;
  std::vector<std::string> names;
  std::map<std::string, std::vector<double>> columns;
  if (std::getline(file, line))
    for (std::istringstream cells(line); std::getline(cells, cell, ',');) names.push_back(cell);
  while (std::getline(file, line)) {
    std::vector<double> values;
    for (std::istringstream cells(line); std::getline(cells, cell, ',');)
      values.push_back(std::strtod(cell.c_str(), nullptr));
    if (values.size() != names.size()) continue;
    for (std::size_t i = 0; i < names.size(); ++i) columns[names[i]].push_back(values[i]);
  }
  return columns;
}

class Log {
 public:
  // x: the column of the horizontal axis, scaled.
  Log(const std::filesystem::path& path, const std::string& x, double scale)
      : columns_(read_columns(path)), x_(columns_[x]) {
    for (double& value : x_) value *= scale;
  }
  picture::Curve curve(const std::string& name, const std::string& column) const {
    const auto found = columns_.find(column);
    return found == columns_.end() ? picture::Curve{name, {}, {}}
                                   : picture::Curve{name, x_, found->second};
  }

 private:
  std::map<std::string, std::vector<double>> columns_;
  std::vector<double> x_;
};

constexpr char kXLabel[] = "million frames";

}  // namespace

void draw_training_curves(const std::filesystem::path& run) {
  const Log log(run / "log.csv", "frames", 1e-6), health(run / "health.csv", "frames", 1e-6);
  picture::draw_curves(
      {{"error",
        "nats",
        {log.curve("in training (held, sampled)", "error_nats"),
         health.curve("as played", "error_nats")}},
       {"rotation: the right one decodes best",
        "share",
        {health.curve("of seven", "rotation_accuracy")}},
       {"information",
        "nats per frame",
        {log.curve("harmony", "harmony_kl"), log.curve("rhythm", "rhythm_kl")},
        true},
       {"what harmony should not hold",
        "nats per frame",
        {log.curve("drums", "drums_in_harmony"), log.curve("smoothness loss", "smoothness")},
        true},
       {"loss", "", {log.curve("loss", "loss")}},
       {"speed", "frames/s", {log.curve("training", "frames_per_second")}}},
      kXLabel, run / "curves.png");
}

void draw_sound_curves(const std::filesystem::path& folder, double frames_per_step) {
  const Log log(folder / "log.csv", "step", frames_per_step / 1e6);
  std::vector<picture::CurvePanel> plots{
      {"log-spectral difference", "dB", {log.curve("46 ms", "distance_db")}},
      {"spectral convergence", "", {log.curve("46 ms", "convergence")}},
      {"bands, read again", "nats", {log.curve("bands", "bands_nats")}},
      {"loss", "", {log.curve("loss", "loss")}}};
  if (std::filesystem::exists(folder / "adversary.csv")) {
    const Log judged(folder / "adversary.csv", "step", frames_per_step / 1e6);
    plots.push_back({"discriminators", "", {judged.curve("hinge loss", "loss")}});
    plots.push_back({"their accuracy; noise in the sound",
                     "share",
                     {judged.curve("accuracy", "accuracy"), judged.curve("noise", "noise")}});
    plots.push_back({"features, made from true", "", {judged.curve("difference", "features")}});
  }
  picture::draw_curves(plots, kXLabel, folder / "curves.png");
}

void draw_previews(const std::filesystem::path& run, const std::vector<training::Preview>& previews,
                   const features::Geometry& geometry) {
  std::vector<picture::Spectrogram> rows;
  for (const auto& preview : previews)
    rows.push_back({preview.name, preview.log_bands, geometry.bands});
  picture::draw_spectrograms(rows, training::kPreviewColumns, geometry.hop_seconds,
                             run / "examples.png");
}

}  // namespace hemiola::programs
