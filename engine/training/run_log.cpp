// Log of a run: a line of measurements now and then, and their curves as an image.
#include "training/run_log.h"

#include <sstream>
#include <string>

#include "picture/curves.h"

namespace hemiola::training {
namespace {

constexpr char kTrainingHeader[] =
    "step,frames,loss,error_nats,harmony_kl,rhythm_kl,drums_in_harmony,smoothness,frames_per_"
    "second";
constexpr char kHealthHeader[] =
    "step,frames,error_nats,rotation_accuracy,harmony_kl,rhythm_kl,drums_in_harmony";

}  // namespace

RunLog::RunLog(const std::filesystem::path& run, long resumed_at) : run_(run) {
  open(training_, run / "log.csv", kTrainingHeader, resumed_at);
  open(health_, run / "health.csv", kHealthHeader, resumed_at);
}

void RunLog::open(Table& table, const std::filesystem::path& path, const char* header,
                  long resumed_at) {
  std::vector<std::string> kept;
  std::ifstream before(path);
  std::string line;
  std::getline(before, line);  // the header
  while (resumed_at > 0 && std::getline(before, line)) {
    std::istringstream cells(line);
    std::vector<double> values;
    for (std::string cell; std::getline(cells, cell, ',');)
      values.push_back(std::atof(cell.c_str()));
    if (values.size() < 3 || values[0] > static_cast<double>(resumed_at)) break;
    table.rows.push_back({values[1], {values.begin() + 2, values.end()}});
    kept.push_back(line);
  }
  before.close();
  table.path = path;
  table.out.open(path, std::ios::trunc);
  table.out << header << '\n';
  for (const auto& row : kept) table.out << row << '\n';
  table.out.flush();
}

void RunLog::write(Table& table, long step, Row row) {
  table.out << step << ',' << row.frames;
  for (const double value : row.values) table.out << ',' << value;
  table.out << std::endl;
  table.out.clear();  // a full disk loses this line, but does not end the run
  table.rows.push_back(std::move(row));
}

Progress RunLog::last() const {
  Progress p;
  if (training_.rows.empty() || training_.rows.back().values.size() < 7) return p;
  const std::vector<double>& values = training_.rows.back().values;
  p.loss = values[0];
  p.error_nats = values[1];
  p.harmony_kl = values[2];
  p.rhythm_kl = values[3];
  p.drums_in_harmony = values[4];
  p.smoothness = values[5];
  return p;
}

void RunLog::add(const Progress& p, double frames) {
  write(training_, p.step,
        {frames,
         {p.loss, p.error_nats, p.harmony_kl, p.rhythm_kl, p.drums_in_harmony, p.smoothness,
          p.frames_per_second}});
}

void RunLog::add(const Health& h, double frames, long step) {
  write(
      health_, step,
      {frames, {h.error_nats, h.rotation_accuracy, h.harmony_kl, h.rhythm_kl, h.drums_in_harmony}});
}

void RunLog::draw() const {
  const auto curve = [](const std::string& name, const Table& table, std::size_t column) {
    picture::Curve c{name, {}, {}};
    for (const auto& row : table.rows) {
      if (column >= row.values.size()) continue;
      c.x.push_back(row.frames / 1e6);
      c.y.push_back(row.values[column]);
    }
    return c;
  };
  picture::draw_curves(
      {{"error",
        "nats",
        {curve("in training (held, sampled)", training_, 1), curve("as played", health_, 0)}},
       {"rotation: the right one decodes best", "share", {curve("of seven", health_, 1)}},
       {"information",
        "nats a frame",
        {curve("harmony", training_, 2), curve("rhythm", training_, 3)},
        true},
       {"what harmony should not hold",
        "nats a frame",
        {curve("drums", training_, 4), curve("smoothness", training_, 5)},
        true},
       {"loss", "", {curve("loss", training_, 0)}},
       {"speed", "frames/s", {curve("training", training_, 6)}}},
      "million frames", run_ / "curves.png");
}

}  // namespace hemiola::training
