// Stores the last value of every argument of every voice.
#include "osc/last_values.h"

#include <algorithm>

namespace hemiola::osc {

double untouched(const Argument& argument) noexcept {
  if (argument.rule == Rule::voice) return -1;
  if (argument.optional) return argument.otherwise;
  return std::clamp(0.0, argument.lowest, argument.highest);
}

LastValues::LastValues(int voices)
    : voices_(voices),
      values_(new std::atomic<float>[table().size() * static_cast<std::size_t>(voices) *
                                     kMaxArguments]) {
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
}

void LastValues::note(const patchbay::Command& command) noexcept {
  const int first = command.voice < 0 ? 0 : command.voice;
  const int last = command.voice < 0 ? voices_ - 1 : command.voice;
  for (int voice = first; voice <= last; ++voice) {
    if (command.verb == patchbay::Verb::reset) {
      forget(voice);
      continue;
    }
    for (std::size_t row = 0; row < table().size(); ++row) {
      const Row& r = table()[row];
      if (!has_values(r) || r.part != command.part || r.verb != command.verb) continue;
      at(row, voice, 0).store(command.value, std::memory_order_relaxed);
      if (r.arguments > 1) at(row, voice, 1).store(command.weight, std::memory_order_relaxed);
    }
  }
}

float LastValues::value(std::size_t row, int voice, int argument) const noexcept {
  return at(row, voice, argument).load(std::memory_order_relaxed);
}

}  // namespace hemiola::osc
