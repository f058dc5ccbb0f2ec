// Matches a pattern by keeping all places in the text that its beginning can reach.
#include "osc/pattern.h"

#include <bit>
#include <cstdint>

namespace hemiola::osc {

namespace {

constexpr std::size_t kMostText = 63;

// Bit i: the pattern so far can end before the text's i-th character. Trying one place after
// another instead would let "*a*a*a*a" take years.
using Places = std::uint64_t;

// What lies in the brackets, without them.
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

  Places one_of(std::string_view set, Places places) const {
    Places reached = 0;
    for (std::size_t i = 0; i < text_.size(); ++i)
      if (places >> i & 1 && in_set(set, text_[i])) reached |= Places{2} << i;
    return reached;
  }
  Places word(std::string_view word, Places places) const {
    Places reached = 0;
    for (std::size_t i = 0; i + word.size() <= text_.size(); ++i)
      if (places >> i & 1 && text_.substr(i, word.size()) == word)
        reached |= Places{1} << (i + word.size());
    return reached;
  }
  Places one_word_of(std::string_view words, Places places) const {
    Places reached = 0;
    for (;;) {
      const std::size_t comma = words.find(',');
      reached |= word(words.substr(0, comma), places);
      if (comma == std::string_view::npos) return reached;
      words.remove_prefix(comma + 1);
    }
  }
  // Places inside the text, its end included.
  Places within(Places places) const { return places & ((Places{2} << text_.size()) - 1); }

 private:
  std::string_view text_;
};

}  // namespace

bool is_pattern(std::string_view text) noexcept {
  return text.find_first_of("?*[]{}") != std::string_view::npos;
}

bool matches(std::string_view pattern, std::string_view text) noexcept {
  if (text.size() > kMostText) return false;
  const Match match(text);
  Places places = 1;
  while (!pattern.empty() && places != 0) {
    const char sign = pattern[0];
    std::size_t taken = 1;
    if (sign == '*') {
      places = match.within(~Places{0} << std::countr_zero(places));
    } else if (sign == '?') {
      places = match.within(places << 1);
    } else if (sign == '[' || sign == '{') {
      const std::size_t end = pattern.find(sign == '[' ? ']' : '}');
      if (end == std::string_view::npos) return false;
      const std::string_view inside = pattern.substr(1, end - 1);
      places = sign == '[' ? match.one_of(inside, places) : match.one_word_of(inside, places);
      taken = end + 1;
    } else {
      places = match.word(pattern.substr(0, 1), places);
    }
    pattern.remove_prefix(taken);
  }
  return places >> text.size() & 1;
}

}  // namespace hemiola::osc
