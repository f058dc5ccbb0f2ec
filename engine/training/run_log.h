// The log of a run: log.csv and health.csv in its folder, a line of figures now and then.
#pragma once

#include <filesystem>
#include <fstream>
#include <vector>

#include "training/health.h"
#include "training/trainer.h"

namespace hemiola::training {

class RunLog {
 public:
  // Goes on from step resumed_at: what an interrupted run wrote after its last checkpoint is
  // dropped, so that the curve is the undisturbed one's.
  RunLog(const std::filesystem::path& run, long resumed_at);
  // The newest figures, also of the run that this one goes on from; zeros where there are none.
  Progress last() const;
  void add(const Progress& progress, double frames);
  void add(const Health& health, double frames, long step);

 private:
  struct Row {
    double frames;
    std::vector<double> values;
  };
  struct Table {
    std::vector<Row> rows;
    std::ofstream out;
  };
  static void open(Table& table, const std::filesystem::path& path, const char* header,
                   long resumed_at);
  static void write(Table& table, long step, Row row);

  Table training_, health_;
};

}  // namespace hemiola::training
