// One measure: its value, its ceiling, the level of chance, and its target.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hemiola::measures {

using Number = std::optional<double>;

// What is compared with the target: the value, value / ceiling, ceiling - value, value - chance.
enum class Score { value, of_ceiling, below_ceiling, above_chance };

struct Measure {
  std::string id;     // "cross.drums_of_b"
  std::string group;  // "cross-patch"
  std::string name;   // for display
  std::string unit;   // "" for shares of 1, else "nats", "dB", "ms", ...
  Number value, ceiling, chance;
  Score score_of = Score::value;
  Number target = {};
  bool at_least = true;  // whether the score must be at least the target, or at most
  std::map<std::string, Measure> rivals = {};  // by name: the rival's result of this measure

  Number score() const;
  Number target_value() const;      // the value that would exactly meet the target
  std::optional<bool> met() const;  // empty if there is no target or no score
  bool higher_is_better() const { return at_least != (score_of == Score::below_ceiling); }
  // Whether the other score is better; false if one of them is missing.
  bool is_beaten_by(const Measure& other) const;
};

using Table = std::vector<Measure>;  // in the order of its rows

struct Evaluation {
  Table measures;
  std::vector<std::string> remarks;  // sentences: what was omitted, and why
  std::map<std::string, std::string> settings;
};

// Adds their measures as the rival `name` to those of ours that have the same id.
void add_rival(Table& ours, const std::string& name, const Table& theirs);

// One row: the number of rows with a target on which the rival's score is better.
Measure count_rows_behind(const Table& ours, const std::string& rival);

std::string to_json(const Evaluation& evaluation);
std::string to_table(const Evaluation& evaluation);

}  // namespace hemiola::measures
