// Stores the last value of every argument of every voice.
#include "osc/last_values.h"

#include <algorithm>

namespace hemiola::osc {

namespace {
constexpr std::size_t kLists = 2;
}

double untouched(const Argument& argument) noexcept {
  if (argument.rule == Rule::voice) return -1;
  if (argument.optional) return argument.otherwise;
  return std::clamp(0.0, argument.lowest, argument.highest);
}

LastValues::LastValues(int voices)
    : voices_(voices),
      values_(new std::atomic<float>[table().size() * static_cast<std::size_t>(voices) *
                                     kMaxArguments]),
      lists_(new List[static_cast<std::size_t>(voices) * kLists]) {
  for (int voice = 0; voice < voices_; ++voice) forget(voice);
}

std::atomic<float>& LastValues::at(std::size_t row, int voice, int argument) const noexcept {
  return values_[(row * static_cast<std::size_t>(voices_) + static_cast<std::size_t>(voice)) *
                     kMaxArguments +
                 static_cast<std::size_t>(argument)];
}

void LastValues::forget(int voice) noexcept {
  for (std::size_t row = 0; row < table().size(); ++row)
    for (int i = 0; i < kMaxArguments; ++i)
      at(row, voice, i)
          .store(static_cast<float>(untouched(table()[row].argument[i])),
                 std::memory_order_relaxed);
  for (const auto verb : {patchbay::Verb::notes, patchbay::Verb::scale})
    list_of(verb, voice).clear();
}

int LastValues::List::find(float value) const noexcept {
  int at = 0;
  while (at < count.load() && element[static_cast<std::size_t>(at)].load() != value) ++at;
  return at;
}

void LastValues::List::add(float value) noexcept {
  const int size = count.load();
  if (find(value) < size || size == kMax) return;
  element[static_cast<std::size_t>(size)].store(value);
  count.store(size + 1);
}

void LastValues::List::remove(float value) noexcept {
  const int last = count.load() - 1, at = find(value);
  if (at > last) return;
  element[static_cast<std::size_t>(at)].store(element[static_cast<std::size_t>(last)].load());
  count.store(last);
}

// verb: that of a list or of its elements.
LastValues::List& LastValues::list_of(patchbay::Verb verb, int voice) const noexcept {
  const bool tones = verb == patchbay::Verb::scale || verb == patchbay::Verb::tone;
  return lists_[static_cast<std::size_t>(voice) * kLists + (tones ? 1 : 0)];
}

std::vector<float> LastValues::list(std::size_t row, int voice) const {
  const List& list = list_of(table()[row].verb, voice);
  std::vector<float> elements(static_cast<std::size_t>(list.count.load()));
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = list.element[i].load();
  return elements;
}

void LastValues::note(const patchbay::Command& command) noexcept {
  const int first = command.voice < 0 ? 0 : command.voice;
  const int last = command.voice < 0 ? voices_ - 1 : command.voice;
  for (int voice = first; voice <= last; ++voice) {
    if (command.verb == patchbay::Verb::reset) {
      forget(voice);
      continue;
    }
    note_one(command, voice);
  }
}

void LastValues::note_one(const patchbay::Command& command, int voice) noexcept {
  using patchbay::Verb;
  List& list = list_of(command.verb, voice);
  switch (command.verb) {
    case Verb::notes:
    case Verb::scale:
      return list.clear();
    case Verb::note:
      if (command.weight > 0)
        list.add(command.value);
      else
        list.remove(command.value);
      break;
    case Verb::tone:
      return list.add(command.value);
    default:
      break;
  }
  for (std::size_t row = 0; row < table().size(); ++row) {
    const Row& r = table()[row];
    if (r.list || !has_values(r) || r.part != command.part || r.verb != command.verb) continue;
    at(row, voice, 0).store(command.value, std::memory_order_relaxed);
    if (r.arguments > 1) at(row, voice, 1).store(command.weight, std::memory_order_relaxed);
  }
}

float LastValues::value(std::size_t row, int voice, int argument) const noexcept {
  return at(row, voice, argument).load(std::memory_order_relaxed);
}

}  // namespace hemiola::osc
