// Reads a message's arguments according to a row of the table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "osc/parse.h"

namespace hemiola::osc {

// The arguments of one message, clamped to their ranges.
struct Arguments {
  double number[kMaxArguments] = {};
  std::vector<double> list = {};  // of a row that takes a list; the notes of a chord's name
  std::string_view text = {};     // a file's, a snapshot's or a voice's name
};

// Reads the arguments and reports clamped values. False, with the reason in parsed, if invalid.
bool read_arguments(const Row& row, const Message& message, const VoiceNames& voices,
                    Parsed& parsed, Arguments& arguments);

// The address in a form that is safe to send back: printable, and at most 120 characters. (Leading
// zeros of a voice can make a valid address 60 kB long.)
std::string quotable(std::string_view address);

}  // namespace hemiola::osc
