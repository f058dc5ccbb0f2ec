// The patterns that OSC 1.0 allows in each part of an address.
#pragma once

#include <string_view>

namespace hemiola::osc {

// Whether it holds any of the signs that make it one: ? * [ ] { }
bool is_pattern(std::string_view text) noexcept;

// ? is any one character, * any number of them; [a-z] one of these, [!a-z] one of the others;
// {this,that} one of these words. What is opened and not closed matches nothing. text: at most 63
// characters. The time it takes grows with the length of the pattern, whatever the pattern.
bool matches(std::string_view pattern, std::string_view text) noexcept;

}  // namespace hemiola::osc
