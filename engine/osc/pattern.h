// Address patterns of OSC 1.0. All functions are for any thread.
#pragma once

#include <string_view>

namespace hemiola::osc {

// The address without trailing spaces and slashes, which some senders add.
std::string_view trimmed(std::string_view address) noexcept;

// Removes the first part, with its leading slash, from the address and returns it.
std::string_view take_part(std::string_view& address) noexcept;

// Whether it contains a pattern character: ? * [ ] { }
bool is_pattern(std::string_view text) noexcept;
// Whether every opened bracket is closed; a pattern with an open bracket matches nothing.
bool is_closed(std::string_view pattern) noexcept;

// Syntax: ? one character; * any number; [a-z] one of these; [!a-z] any other; {this,that} one of
// these words. text: at most 255 characters. The time is proportional to the length of the pattern.
bool matches(std::string_view pattern, std::string_view text) noexcept;

// The same for whole addresses, part by part; the first slash is optional in both.
bool matches_address(std::string_view pattern, std::string_view address) noexcept;

}  // namespace hemiola::osc
