// The patterns that OSC 1.0 allows in each part of an address.
#pragma once

#include <string_view>

namespace hemiola::osc {

// The address without the spaces and slashes that some senders leave behind it.
std::string_view as_meant(std::string_view address) noexcept;

// Takes the first part, with the slash in front of it, off the address.
std::string_view take_part(std::string_view& address) noexcept;

// Whether it holds any of the signs that make it one: ? * [ ] { }
bool is_pattern(std::string_view text) noexcept;
// Whether each bracket that it opens is closed; one that is not matches nothing.
bool is_closed(std::string_view pattern) noexcept;

// ? is any one character, * any number of them; [a-z] one of these, [!a-z] one of the others;
// {this,that} one of these words. text: at most 255 characters. The time it takes grows with the
// length of the pattern, whatever the pattern.
bool matches(std::string_view pattern, std::string_view text) noexcept;

// The same part by part; a slash in front of the first one may be missing on either side.
bool matches_address(std::string_view pattern, std::string_view address) noexcept;

}  // namespace hemiola::osc
