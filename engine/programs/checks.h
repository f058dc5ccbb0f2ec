// Validators for options, with error messages in plain words.
#pragma once

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdlib>
#include <string>

namespace hemiola::programs {

// A number for which is_right returns true; what: its description, such as "a number above 0".
template <typename IsRight>
CLI::Validator number_that_is(const std::string& what, IsRight is_right) {
  return CLI::Validator(
      [what, is_right](std::string& text) {
        char* end = nullptr;
        const double value = std::strtod(text.c_str(), &end);
        const bool number = !text.empty() && *end == '\0' && std::isfinite(value);
        return number && is_right(value) ? std::string() : "\"" + text + "\" is not " + what;
      },
      "");
}

inline CLI::Validator above_zero() {
  return number_that_is("a number above 0", [](double value) { return value > 0; });
}
inline CLI::Validator zero_or_more() {
  return number_that_is("0 or more", [](double value) { return value >= 0; });
}
inline CLI::Validator even_between(int lowest, int highest) {
  return number_that_is(
      "an even number from " + std::to_string(lowest) + " to " + std::to_string(highest),
      [=](double value) {
        return value >= lowest && value <= highest && std::fmod(value, 2) == 0;
      });
}

}  // namespace hemiola::programs
