// Reads a message's arguments as a row of the table wants them.
#pragma once

#include <string>
#include <string_view>

#include "osc/parse.h"

namespace hemiola::osc {

struct Arguments {
  double number[kMaxArguments] = {};
  std::string_view text = {};  // of a file
};

// False, with the refusal in the outcome, where they can't be taken; what was clamped is said there
// too.
bool read_arguments(const Row& row, const Message& message, int voices, Outcome& outcome,
                    Arguments& arguments);

// What a sender wrote, fit to be sent back: leading zeros alone can make a good address 60 kB long.
std::string quotable(std::string_view address);
std::string voices_in_words(int voices);

}  // namespace hemiola::osc
