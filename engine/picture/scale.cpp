// Scale of an axis: positions of numbers between its ends, and round numbers for its labels.
#include "picture/scale.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace hemiola::picture {
namespace {

constexpr double kMinRange = 1e-3;  // smallest range, relative to the larger end

// 1, 2, 5, 10, 20, 50 ... for 0, 1, 2, 3, 4, 5 ...
double round_number(int index) {
  const int decade = static_cast<int>(std::floor(index / 3.0));
  const double first[] = {1, 2, 5};
  return first[index - 3 * decade] * std::pow(10.0, decade);
}

// Thousands and millions as k and M, the same for the whole axis.
void write_labels(std::vector<Tick>& ticks) {
  double largest = 0;
  for (const Tick& tick : ticks) largest = std::max(largest, std::abs(tick.value));
  const auto [unit, name] = largest >= 1e6   ? std::pair{1e6, " M"}
                            : largest >= 1e4 ? std::pair{1e3, " k"}
                                             : std::pair{1.0, ""};
  for (Tick& tick : ticks)
    tick.label = tick.value == 0 ? "0" : number_text(tick.value / unit, 4) + name;
}

}  // namespace

Scale::Scale(double low, double high, bool logarithmic)
    : low_(logarithmic ? std::log(low) : low),
      high_(logarithmic ? std::log(high) : high),
      logarithmic_(logarithmic) {
  // A range too small for the labels counts as empty, for instance of values read back from a file.
  if (high_ - low_ > kMinRange * std::max(std::abs(low_), std::abs(high_))) return;
  const double room = logarithmic ? 1 : std::abs(low) > 0 ? 0.1 * std::abs(low) : 1;
  low_ -= room;
  high_ += room;
}

double Scale::fraction(double value) const {
  return ((logarithmic_ ? std::log(value) : value) - low_) / (high_ - low_);
}

std::vector<Tick> Scale::ticks(int at_most) const {
  std::vector<Tick> result;
  const double margin = 1e-9 * (high_ - low_);
  // Less than about a decade is easier to read with even steps.
  if (logarithmic_ && high_ - low_ > std::log(8.0)) {
    const int first = 3 * static_cast<int>(std::floor(low_ / std::log(10.0)));
    const int last = 3 * static_cast<int>(std::ceil(high_ / std::log(10.0)));
    const int fit = static_cast<int>(3 * (high_ - low_) / std::log(10.0)) + 1;
    const int step = fit <= at_most ? 1 : 3 * ((fit + 3 * at_most - 1) / (3 * at_most));
    for (int index = first; index <= last; index += step) {
      const double value = round_number(index);
      if (std::log(value) < low_ - margin || std::log(value) > high_ + margin) continue;
      result.push_back({value, {}});
    }
    write_labels(result);
    return result;
  }
  const double low = logarithmic_ ? std::exp(low_) : low_;
  const double high = logarithmic_ ? std::exp(high_) : high_;
  int size = 3 * static_cast<int>(std::floor(std::log10((high - low) / at_most)));
  while (std::floor((high - low) / round_number(size)) + 1 > at_most) ++size;
  const double step = round_number(size);
  for (double k = std::ceil((low - margin) / step); k * step <= high + margin; ++k) {
    const double value = std::abs(k) < 0.5 ? 0 : k * step;
    result.push_back({value, {}});
  }
  write_labels(result);
  return result;
}

std::string number_text(double value, int digits) {
  char text[40];
  std::snprintf(text, sizeof text, "%.*g", digits, value);
  std::string result = text;
  for (const auto& [from, to] : {std::pair{"e-0", "e-"}, {"e+0", "e"}, {"-", "\u2212"}})
    for (auto at = result.find(from); at != std::string::npos; at = result.find(from))
      result.replace(at, std::string(from).size(), to);
  return result;
}

}  // namespace hemiola::picture
