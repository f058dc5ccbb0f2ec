// The current values of each voice, by row of the table, for display by other programs.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <vector>

#include "osc/table.h"
#include "patchbay/played_chord.h"

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
  // [any thread] The elements of a row that is a list: notes, or the tones of a scale.
  std::vector<float> list(std::size_t row, int voice) const;
  int voices() const noexcept { return voices_; }

 private:
  // Written by one thread. Elements may be read while they change: ask again for what is final.
  struct List {
    static constexpr int kMax = patchbay::PlayedChord::kMaxNotes;

    void clear() noexcept { count.store(0); }
    void add(float value) noexcept;
    void remove(float value) noexcept;
    int find(float value) const noexcept;

    std::atomic<int> count{0};
    std::array<std::atomic<float>, kMax> element{};
  };
  std::atomic<float>& at(std::size_t row, int voice, int argument) const noexcept;
  List& list_of(patchbay::Verb verb, int voice) const noexcept;
  void forget(int voice) noexcept;
  void note_one(const patchbay::Command& command, int voice) noexcept;

  int voices_;
  std::unique_ptr<std::atomic<float>[]> values_;  // [rows][voices][kMaxArguments]
  std::unique_ptr<List[]> lists_;                 // [voices][notes, tones]
};

}  // namespace hemiola::osc
