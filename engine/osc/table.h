// The OSC address space as a table: the parser and the documentation are both made from it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "patchbay/patch_bay.h"

namespace hemiola::osc {

// What is done with a number that was sent.
enum class Rule {
  clamp,   // any number; one outside the range becomes the nearest inside, and the sender is told
  toggle,  // the same with 0 to 1, and 0.5 or more counts as 1
  voice,   // a whole number, -1 or a voice that exists; anything else is refused
  whole,   // a whole number within the range; anything else is refused
  file,    // a string: the name of a file, without a folder; anything else is refused
};

struct Argument {
  std::string_view name;
  std::string_view unit;
  Rule rule = Rule::clamp;
  double lowest = 0;
  double highest = 1;
  bool optional = false;
  double otherwise = 0;  // the value of an optional one that was not sent
};

enum class Action {
  command,
  latents,  // a subscription to them, as the next two
  onsets,
  pushed_status,
  unsubscribe,
  model,
  status,
  late,
  ping,
};

constexpr int kMaxArguments = 2;

struct Row {
  std::string_view address;  // VOICE stands for a voice's number or `all`
  Action action;
  patchbay::Part part;  // of commands only, as verb
  patchbay::Verb verb;
  int arguments;
  Argument argument[kMaxArguments];
  std::string_view meaning;
};

std::span<const Row> table();
// The table as docs/design.md shows it: address, arguments, range, unit, meaning.
std::string table_as_markdown();

}  // namespace hemiola::osc
