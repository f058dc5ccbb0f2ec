// The OSC address space as a table, from which parser and documentation are derived.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "osc/snapshots.h"
#include "patchbay/patch_bay.h"

namespace hemiola::osc {

// How a received number is checked.
enum class Rule {
  clamp,       // any number; limited to the range, and the sender is notified
  toggle,      // the same with range 0 to 1; 0.5 or more counts as 1
  voice,       // an integer or a name: -1 or an existing voice; else rejected
  whole,       // an integer within the range; else rejected
  file,        // a string: a file name without folder; else rejected
  chord,       // a string: a chord's name, or - for none; else rejected
  hit,         // a string: one of patchbay::kHitKinds, or - for the end; else rejected
  name,        // a string: a snapshot's name; else rejected
  voice_name,  // a string: a voice's name, or - for none; else rejected
};

// One argument of an address.
struct Argument {
  std::string_view name;
  std::string_view unit;
  Rule rule = Rule::clamp;
  double lowest = 0;
  double highest = 1;
  bool optional = false;
  double otherwise = 0;  // the default value if optional
};

enum class Action {
  command,
  latents,  // this and the next four: subscriptions
  onsets,
  chroma,
  chord,
  pushed_status,
  unsubscribe,
  model,
  models,
  name,  // of a voice
  names,
  snapshot,  // what is to be done with it is the row's
  snapshots,
  status,
  late,
  ping,
};

constexpr int kMaxArguments = 3;

struct Row {
  std::string_view address;  // VOICE: a voice's number or name, or `all`
  Action action;
  patchbay::Part part;  // only for commands, like verb
  patchbay::Verb verb;
  int arguments;
  Argument argument[kMaxArguments];
  std::string_view meaning;
  bool list = false;                           // the one argument comes 0 to kMaxNotes times
  patchbay::Verb each = patchbay::Verb::note;  // for lists and chords: the command of each element
  SnapshotOrder::What what = SnapshotOrder::What::none;
};

// Whether each argument has a current value: a list has a number of them, a chord its notes.
bool has_values(const Row& row) noexcept;
// The address for one voice; voice -1: all.
std::string address_of(const Row& row, int voice);

// [any thread] All addresses.
std::span<const Row> table();
// The table as docs/design.md shows it: address, arguments, range, unit, meaning.
std::string table_as_markdown();

}  // namespace hemiola::osc
