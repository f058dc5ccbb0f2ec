// Log of a run: a line of measurements now and then, and their curves as an image.
#pragma once

#include <filesystem>
#include <fstream>
#include <vector>

#include "training/health.h"
#include "training/trainer.h"

namespace hemiola::training {

class RunLog {
 public:
  // Continues from step resumed_at: lines written after the last checkpoint are dropped, so that
  // the curves equal those of an uninterrupted run.
  RunLog(const std::filesystem::path& run, long resumed_at);
  // Latest measurements, also from before the run was resumed; zeros if there are none.
  Progress last() const;
  void add(const Progress& progress, double frames);
  void add(const Health& health, double frames, long step);
  // Writes RUN/curves.png. Throws std::runtime_error if that fails.
  void draw() const;

 private:
  struct Row {
    double frames;
    std::vector<double> values;
  };
  struct Table {
    std::filesystem::path path;
    std::vector<Row> rows;
    std::ofstream out;
  };
  static void open(Table& table, const std::filesystem::path& path, const char* header,
                   long resumed_at);
  static void write(Table& table, long step, Row row);

  std::filesystem::path run_;
  Table training_, health_;
};

}  // namespace hemiola::training
