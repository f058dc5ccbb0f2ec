// Scores measures against their targets; writes them as JSON and as a table.
#include "measures/measure.h"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace hemiola::measures {
namespace {

using Json = nlohmann::ordered_json;

Json number(const Number& value) {
  return value && std::isfinite(*value) ? Json(std::round(*value * 1e5) / 1e5) : Json(nullptr);
}

const char* score_name(Score score) {
  switch (score) {
    case Score::of_ceiling:
      return "value / ceiling";
    case Score::below_ceiling:
      return "ceiling - value";
    case Score::above_chance:
      return "value - chance";
    default:
      return "value";
  }
}

Json json_of(const Measure& m) {
  const auto met = m.met();
  Json j = {{"id", m.id},
            {"group", m.group},
            {"name", m.name},
            {"unit", m.unit},
            {"value", number(m.value)},
            {"ceiling", number(m.ceiling)},
            {"chance", number(m.chance)},
            {"score_of", score_name(m.score_of)},
            {"score", number(m.score())},
            {"target", number(m.target)},
            {"at_least", m.at_least},
            {"met", met ? Json(*met) : Json(nullptr)}};
  if (m.rivals.empty()) return j;
  for (const auto& [name, rival] : m.rivals)
    j["rivals"][name] = {{"value", number(rival.value)},
                         {"ceiling", number(rival.ceiling)},
                         {"chance", number(rival.chance)},
                         {"score", number(rival.score())}};
  return j;
}

std::string cell(const Number& value, int width = 8) {
  char text[32];
  if (value && std::isfinite(*value))
    std::snprintf(text, sizeof text, "%*.3f", width, *value);
  else
    std::snprintf(text, sizeof text, "%*s", width, "");
  return text;
}

std::string target_cell(const Measure& m) {
  if (!m.target) return std::string(10, ' ');
  char text[32];
  std::snprintf(text, sizeof text, "  %s %6.3f", m.at_least ? ">=" : "<=", *m.target);
  return std::string(text).substr(0, 12);
}

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text;
}

constexpr std::size_t kNameWidth = 54;

std::string row(const Measure& m, const std::vector<std::string>& rivals) {
  const auto met = m.met();
  const std::string unit = m.unit.empty() ? "" : ", " + m.unit;
  std::string line = "  " + padded(m.name + unit, kNameWidth) + cell(m.value) + cell(m.ceiling) +
                     cell(m.chance) + cell(m.score()) + target_cell(m) +
                     (met ? (*met ? "  met   " : "  missed") : "        ");
  for (const auto& name : rivals) {
    const auto rival = m.rivals.find(name);
    const Number none;
    line += "  " + cell(rival == m.rivals.end() ? none : rival->second.value) +
            cell(rival == m.rivals.end() ? none : rival->second.score());
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::vector<std::string> rival_names(const Evaluation& evaluation) {
  std::map<std::string, bool> names;
  for (const auto& m : evaluation.measures)
    for (const auto& [name, rival] : m.rivals) names[name] = true;
  std::vector<std::string> sorted;
  for (const auto& [name, seen] : names) sorted.push_back(name);
  return sorted;
}

}  // namespace

Number Measure::score() const {
  if (!value) return {};
  switch (score_of) {
    case Score::of_ceiling:
      return ceiling && *ceiling != 0 ? Number(*value / *ceiling) : Number();
    case Score::below_ceiling:
      return ceiling ? Number(*ceiling - *value) : Number();
    case Score::above_chance:
      return chance ? Number(*value - *chance) : Number();
    default:
      return value;
  }
}

Number Measure::target_value() const {
  if (!target) return {};
  switch (score_of) {
    case Score::of_ceiling:
      return ceiling ? Number(*ceiling * *target) : Number();
    case Score::below_ceiling:
      return ceiling ? Number(*ceiling - *target) : Number();
    case Score::above_chance:
      return chance ? Number(*chance + *target) : Number();
    default:
      return target;
  }
}

std::optional<bool> Measure::met() const {
  const Number reached = score();
  if (!target || !reached || !std::isfinite(*reached)) return {};
  return at_least ? *reached >= *target : *reached <= *target;
}

bool Measure::is_beaten_by(const Measure& other) const {
  const Number ours = score(), theirs = other.score();
  if (!ours || !theirs) return false;
  return at_least ? *theirs > *ours : *theirs < *ours;
}

void add_rival(Table& ours, const std::string& name, const Table& theirs) {
  for (auto& m : ours)
    for (const auto& rival : theirs)
      if (rival.id == m.id) m.rivals[name] = rival;
}

Measure count_rows_behind(const Table& ours, const std::string& rival) {
  Measure row{"rival." + rival, "rivals", "", "", 0, {}, {}, Score::value, 0, false};
  std::string names;
  for (const auto& m : ours) {
    const auto other = m.rivals.find(rival);
    if (!m.target || other == m.rivals.end() || !m.is_beaten_by(other->second)) continue;
    *row.value += 1;
    names += (names.empty() ? ": " : ", ") + m.id;
  }
  row.name = "rows on which " + rival + " is ahead" + names;
  return row;
}

std::string to_json(const Evaluation& evaluation) {
  Json measures = Json::array();
  for (const auto& m : evaluation.measures) measures.push_back(json_of(m));
  return Json{{"settings", evaluation.settings},
              {"measures", measures},
              {"remarks", evaluation.remarks}}
             .dump(2) +
         "\n";
}

std::string to_table(const Evaluation& evaluation) {
  const std::vector<std::string> rivals = rival_names(evaluation);
  std::string table =
      padded("", kNameWidth + 2) + "   value ceiling  chance   score      target        ";
  for (const auto& name : rivals) table += "  " + padded("   " + name, 16);
  table += "\n";
  std::string group;
  int targets = 0, met = 0;
  for (const auto& m : evaluation.measures) {
    if (m.group != group) table += m.group + "\n";
    group = m.group;
    table += row(m, rivals);
    if (const auto reached = m.met()) {
      ++targets;
      met += *reached ? 1 : 0;
    }
  }
  table += std::to_string(met) + " of " + std::to_string(targets) + " targets are met.\n";
  for (const auto& remark : evaluation.remarks) table += remark + "\n";
  return table;
}

}  // namespace hemiola::measures
