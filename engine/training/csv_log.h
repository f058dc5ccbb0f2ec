// A log of figures in a run's folder: a CSV file with a header, its first column the step.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace hemiola::training {

class CsvLog {
 public:
  // Keeps the lines of an interrupted run up to step resumed_at (0: none), so that the curve is
  // that of an undisturbed run.
  CsvLog(const std::filesystem::path& path, const std::string& header, long resumed_at);
  // Writes a line at once. A full disk costs the line, not the run.
  void add(long step, const std::vector<double>& values);
  // Values of the newest line, without its step; empty if there is none.
  const std::vector<double>& last() const { return last_; }

 private:
  std::ofstream out_;
  std::vector<double> last_;
};

}  // namespace hemiola::training
