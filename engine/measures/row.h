// Writing the rows of a table: row by row, and a mean over clips.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "measures/measure.h"
#include "measures/texture.h"

namespace hemiola::measures {

// One row, completed by what it is compared with and by its target:
// Row("id", group, "name", "dB", value).of_ceiling(other).at_least(0.98).
class Row {
 public:
  Row(std::string id, std::string group, std::string name, std::string unit, Number value)
      : row_{std::move(id), std::move(group), std::move(name), std::move(unit), value, {}, {}} {}

  // Only shown beside the value.
  Row& ceiling(Number ceiling) { return row_.ceiling = ceiling, *this; }
  Row& chance(Number chance) { return row_.chance = chance, *this; }
  // The score, which is compared with the target.
  Row& of_ceiling(Number ceiling) { return scored(Score::of_ceiling).ceiling(ceiling); }
  Row& below_ceiling(Number ceiling) { return scored(Score::below_ceiling).ceiling(ceiling); }
  Row& above_chance(Number chance) { return scored(Score::above_chance).chance(chance); }
  // Which direction is better (up, if nothing is said), and the target, if there is one.
  Row& at_least(Number target = {}) { return aimed(target, true); }
  Row& at_most(Number target = {}) { return aimed(target, false); }

  operator Measure() const { return row_; }

 private:
  Row& scored(Score score) { return row_.score_of = score, *this; }
  Row& aimed(Number target, bool at_least) {
    row_.target = target;
    row_.at_least = at_least;
    return *this;
  }

  Measure row_;
};

// value: a member, or a function of an element. 0 if there are no elements.
template <typename T, typename Value>
double mean(const std::vector<T>& all, Value value) {
  double sum = 0;
  for (const T& one : all) sum += std::invoke(value, one);
  return all.empty() ? 0 : sum / static_cast<double>(all.size());
}

inline void append(Table& all, const Table& more) {
  all.insert(all.end(), more.begin(), more.end());
}

// Rows of the perceptual measures; values: a member of T. id: "ear.copy"; what: "copy".
template <typename T>
Table ear_rows(const std::vector<T>& figures, EarFigures T::* value, const std::string& id,
               const std::string& what) {
  const auto row = [&](const char* end, const char* name, const char* unit,
                       double EarFigures::* part) {
    return Row(id + end, "perceptual", what + ": " + name, unit,
               mean(figures, [&](const T& f) { return f.*value.*part; }));
  };
  return {row("", "similarity of gammatone spectrograms (NSIM)", "", &EarFigures::similarity),
          row("_modulation", "modulation of 16 bands' envelopes, difference", "dB",
              &EarFigures::modulation_db)
              .at_most(),
          row("_kurtosis", "their kurtosis, difference", "dB", &EarFigures::kurtosis_db).at_most()};
}

}  // namespace hemiola::measures
