// One measure: what came out, what could have, what chance gives, and what is aimed at.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hemiola::evaluation {

using Number = std::optional<double>;

// What a target is held against.
enum class Score { value, of_ceiling, below_ceiling, above_chance };

struct Measure {
  std::string id;     // "cross.drums_of_b"
  std::string group;  // "cross-patch"
  std::string name;   // for people
  std::string unit;   // "" for shares of 1, else "nats", "dB", "ms", ...
  Number value, ceiling, chance;
  Score score_of = Score::value;
  Number target = {};
  bool at_least = true;  // the score is to reach the target; else it is to stay below it
  std::map<std::string, Measure> rivals = {};  // by name: the same measure of others

  Number score() const;
  Number target_value() const;      // the value that would just meet the target
  std::optional<bool> met() const;  // nothing where there is no target or no score
  bool higher_is_better() const { return at_least != (score_of == Score::below_ceiling); }
  // Whether other's score is the better one; false where one of them has none.
  bool is_beaten_by(const Measure& other) const;
};

struct Evaluation {
  std::vector<Measure> measures;
  std::vector<std::string> remarks;  // sentences: what was left out and why
  std::map<std::string, std::string> settings;
};

// Takes each rival measure that has the id of one of ours.
void add_rival(std::vector<Measure>& ours, const std::string& name,
               const std::vector<Measure>& theirs);

// One row: on how many rows with a target the rival's score is the better one.
Measure count_rows_behind(const std::vector<Measure>& ours, const std::string& rival);

std::string to_json(const Evaluation& evaluation);
std::string to_table(const Evaluation& evaluation);

}  // namespace hemiola::evaluation
