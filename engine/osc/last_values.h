// What plays in each voice, row by row of the table: for those who look from outside.
#pragma once

#include <atomic>
#include <memory>

#include "osc/table.h"

namespace hemiola::osc {

// The argument's value in a patch bay that nobody has touched.
double untouched(const Argument& argument) noexcept;

class LastValues {
 public:
  explicit LastValues(int voices);

  // [worker thread] Wait-free. A command that takes effect now.
  void note(const patchbay::Command& command) noexcept;
  // [any thread] Wait-free. An argument's last value; row: its index in the table.
  float value(std::size_t row, int voice, int argument) const noexcept;
  int voices() const noexcept { return voices_; }

 private:
  std::atomic<float>& at(std::size_t row, int voice, int argument) const noexcept;
  void forget(int voice) noexcept;

  int voices_;
  std::unique_ptr<std::atomic<float>[]> values_;  // [rows][voices][kMaxArguments]
};

}  // namespace hemiola::osc
