// The current values of each voice, by row of the table, for display by other programs.
#pragma once

#include <atomic>
#include <memory>

#include "osc/table.h"

namespace hemiola::osc {

// The argument's value in a patch bay in its initial state.
double untouched(const Argument& argument) noexcept;

// The last value of each argument of each voice.
class LastValues {
 public:
  explicit LastValues(int voices);

  // [worker thread] Wait-free. Stores the values of a command that takes effect now.
  void note(const patchbay::Command& command) noexcept;
  // [any thread] Wait-free. An argument's current value; row: index in the table.
  float value(std::size_t row, int voice, int argument) const noexcept;
  int voices() const noexcept { return voices_; }

 private:
  std::atomic<float>& at(std::size_t row, int voice, int argument) const noexcept;
  void forget(int voice) noexcept;

  int voices_;
  std::unique_ptr<std::atomic<float>[]> values_;  // [rows][voices][kMaxArguments]
};

}  // namespace hemiola::osc
