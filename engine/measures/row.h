// Shared by the tables: a mean over clips, rows without ceiling and chance.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "measures/measure.h"
#include "measures/texture.h"

namespace hemiola::measures {

constexpr bool kAtLeast = true, kAtMost = false;

// value: a member, or a function of an element. 0 if there are no elements.
template <typename T, typename Value>
double mean(const std::vector<T>& all, Value value) {
  double sum = 0;
  for (const T& one : all) sum += std::invoke(value, one);
  return all.empty() ? 0 : sum / static_cast<double>(all.size());
}

inline Measure plain_row(const char* id, const char* group, const std::string& name,
                         const char* unit, Number value, Number target, bool at_least) {
  return {id, group, name, unit, value, {}, {}, Score::value, target, at_least};
}

// Rows of the perceptual measures; values: a member of T. id: "ear.copy"; what: "copy".
template <typename T>
std::vector<Measure> ear_rows(const std::vector<T>& figures, EarFigures T::*value,
                              const std::string& id, const std::string& what) {
  const auto row = [&](const char* end, const char* name, const char* unit,
                       double EarFigures::*part, bool at_least) {
    const double found = mean(figures, [&](const T& f) { return f.*value.*part; });
    return plain_row((id + end).c_str(), "perceptual", what + ": " + name, unit, found, {},
                     at_least);
  };
  return {
      row("", "similarity of gammatone spectrograms (NSIM)", "", &EarFigures::similarity, kAtLeast),
      row("_modulation", "modulation of 16 bands' envelopes, difference", "dB",
          &EarFigures::modulation_db, kAtMost),
      row("_kurtosis", "their kurtosis, difference", "dB", &EarFigures::kurtosis_db, kAtMost)};
}

}  // namespace hemiola::measures
