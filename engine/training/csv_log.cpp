// Reads the lines to keep, and rewrites the file with them.
#include "training/csv_log.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace hemiola::training {

CsvLog::CsvLog(const std::filesystem::path& path, const std::string& header, long resumed_at) {
  const auto columns = static_cast<std::size_t>(std::count(header.begin(), header.end(), ',') + 1);
  std::ifstream before(path);
  std::string line, kept;
  std::getline(before, line);  // the header
  while (resumed_at > 0 && std::getline(before, line)) {
    std::istringstream cells(line);
    std::vector<double> values;
    for (std::string cell; std::getline(cells, cell, ',');)
      values.push_back(std::strtod(cell.c_str(), nullptr));
    if (values.size() != columns || values[0] > static_cast<double>(resumed_at)) break;
    last_.assign(values.begin() + 1, values.end());
    kept += line + '\n';
  }
  before.close();
  out_.open(path, std::ios::trunc);
  out_ << header << '\n' << kept << std::flush;
}

void CsvLog::add(long step, const std::vector<double>& values) {
  out_ << step;
  for (const double value : values) out_ << ',' << value;
  out_ << '\n' << std::flush;
  out_.clear();
  last_ = values;
}

}  // namespace hemiola::training
