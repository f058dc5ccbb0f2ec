// Matches a pattern by tracking all positions in the text that its beginning can reach.
#include "osc/pattern.h"

#include <algorithm>
#include <bitset>

namespace hemiola::osc {

namespace {

constexpr std::size_t kMaxText = 255;

// Bit i: the pattern so far can match the first i characters of the text. Backtracking would take
// years for patterns like "*a*a*a*a".
using Places = std::bitset<kMaxText + 1>;

// set: the text inside the brackets
bool in_set(std::string_view set, char c) {
  const bool wanted = !set.starts_with('!');
  if (!wanted) set.remove_prefix(1);
  while (!set.empty()) {
    const bool range = set.size() > 2 && set[1] == '-';
    const char first = set[0], last = range ? set[2] : first;
    if (first <= c && c <= last) return wanted;
    set.remove_prefix(range ? 3 : 1);
  }
  return !wanted;
}

class Match {
 public:
  explicit Match(std::string_view text) : text_(text) {}

  Places any(Places places) const {
    bool reached = false;
    for (std::size_t i = 0; i <= text_.size(); ++i) places[i] = reached = reached || places[i];
    return places;
  }
  template <typename Fits>
  Places one(const Fits& fits, const Places& places) const {
    Places reached;
    for (std::size_t i = 0; i < text_.size(); ++i)
      if (places[i] && fits(text_[i])) reached.set(i + 1);
    return reached;
  }
  Places one_word_of(std::string_view words, const Places& places) const {
    Places reached;
    for (;;) {
      const std::size_t comma = words.find(',');
      const std::string_view word = words.substr(0, comma);
      for (std::size_t i = 0; i + word.size() <= text_.size(); ++i)
        if (places[i] && text_.substr(i, word.size()) == word) reached.set(i + word.size());
      if (comma == std::string_view::npos) return reached;
      words.remove_prefix(comma + 1);
    }
  }

 private:
  std::string_view text_;
};

std::size_t end_of_bracket(std::string_view pattern) {
  return pattern.find(pattern[0] == '[' ? ']' : '}');
}

}  // namespace

std::string_view trimmed(std::string_view address) noexcept {
  while (address.size() > 1 && (address.back() == ' ' || address.back() == '/'))
    address.remove_suffix(1);
  return address;
}

std::string_view take_part(std::string_view& address) noexcept {
  const std::string_view part = address.substr(0, address.find('/', 1));
  address.remove_prefix(part.size());
  return part;
}

bool is_pattern(std::string_view text) noexcept {
  return text.find_first_of("?*[]{}") != std::string_view::npos;
}

bool is_closed(std::string_view pattern) noexcept {
  for (;;) {
    pattern.remove_prefix(std::min(pattern.find_first_of("[{"), pattern.size()));
    if (pattern.empty()) return true;
    const std::size_t end = end_of_bracket(pattern);
    if (end == std::string_view::npos) return false;
    pattern.remove_prefix(end);
  }
}

bool matches(std::string_view pattern, std::string_view text) noexcept {
  if (text.size() > kMaxText) return false;
  const Match match(text);
  Places places(1);
  while (!pattern.empty() && places.any()) {
    const char sign = pattern[0];
    std::size_t taken = 1;
    if (sign == '*') {
      places = match.any(places);
    } else if (sign == '?') {
      places = match.one([](char) { return true; }, places);
    } else if (sign == '[' || sign == '{') {
      const std::size_t end = end_of_bracket(pattern);
      if (end == std::string_view::npos) return false;
      const std::string_view inside = pattern.substr(1, end - 1);
      places = sign == '[' ? match.one([&](char c) { return in_set(inside, c); }, places)
                           : match.one_word_of(inside, places);
      taken = end + 1;
    } else {
      places = match.one([sign](char c) { return c == sign; }, places);
    }
    pattern.remove_prefix(taken);
  }
  return places[text.size()];
}

bool matches_address(std::string_view pattern, std::string_view address) noexcept {
  for (std::string_view* each : {&pattern, &address})
    if (each->starts_with('/')) each->remove_prefix(1);
  while (!pattern.empty() && !address.empty()) {
    const std::string_view wanted = take_part(pattern), part = take_part(address);
    if (is_pattern(wanted) ? !matches(wanted, part) : wanted != part) return false;
  }
  return pattern.empty() && address.empty();
}

}  // namespace hemiola::osc
