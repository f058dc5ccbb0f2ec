// Pieces that the tables of the sound share: a mean over clips, a row without ceiling or chance.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "evaluation/measure.h"

namespace hemiola::listening {

constexpr bool kAtLeast = true, kAtMost = false;

// value: a member, or what to call with a clip's figures. 0 where there are none.
template <typename T, typename Value>
double mean(const std::vector<T>& all, Value value) {
  double sum = 0;
  for (const T& one : all) sum += std::invoke(value, one);
  return all.empty() ? 0 : sum / static_cast<double>(all.size());
}

inline evaluation::Measure plain_row(const char* id, const char* group, const std::string& name,
                                     const char* unit, evaluation::Number value,
                                     evaluation::Number target, bool at_least) {
  return {id, group, name, unit, value, {}, {}, evaluation::Score::value, target, at_least};
}

}  // namespace hemiola::listening
