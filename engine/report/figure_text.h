// Numbers as the page shows them.
#pragma once

#include <cmath>
#include <cstdio>
#include <string>

namespace hemiola::report {

inline std::string figure_text(double value, const char* format = "%.2f") {
  char out[32];
  std::snprintf(out, sizeof out, format, std::abs(value) < 0.005 ? 0.0 : value);  // no -0.00
  return out;
}

}  // namespace hemiola::report
