// Computes the harmony when notes change, or the model.
#include "chord.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "refusals.h"

namespace hemiola::plugin {
namespace {

constexpr int kFirstNote = 1;

}  // namespace

Chord::Chord() : count_(whole_number(in0(0))) {
  const bool right = count_ >= 1 && count_ <= kMaxNotes &&
                     static_cast<int>(numInputs()) == kFirstNote + 2 * count_ &&
                     numOutputs() <= static_cast<int>(ipc::kMaxLatents);
  for (int i = 0; i < numOutputs(); ++i) out0(i) = 0.0f;
  if (wrong_sizes(this, right, "HemiolaChord")) return;
  std::fill_n(notes_, 2 * kMaxNotes, 0.0f);
  // Not set_calc_function: it would look for the model here, before the first block.
  mCalcFunc = make_calc_function<Chord, &Chord::next>();
}

void Chord::next(int) {
  const RealtimeScope realtime;
  const bool other_map = model_.refresh(), other_notes = read_notes();
  if (other_map || other_notes) compute();
  if (other_map) model_.say_why_not(mWorld, "HemiolaChord", numOutputs(), false);
}

// Whether the notes are others than in the last block.
bool Chord::read_notes() noexcept {
  bool moved = false;
  for (int i = 0; i < 2 * count_; ++i) {
    const float input = in0(kFirstNote + i);
    moved = moved || !(input == notes_[i]);
    notes_[i] = input;
  }
  return moved;
}

void Chord::compute() noexcept {
  if (!model_.known()) return;
  const auto outputs = static_cast<std::size_t>(numOutputs());
  std::fill_n(harmony_, outputs, 0.0f);
  if (model_.harmony() == numOutputs()) {
    const std::span<float> loudness(loudness_, static_cast<std::size_t>(model_.places()));
    std::fill(loudness.begin(), loudness.end(), 0.0f);
    for (int i = 0; i < count_; ++i)
      if (const float amount = notes_[count_ + i]; amount > 0)
        patchbay::add_note(loudness, notes_[i], std::min(amount, 1.0f));
    model_.map().harmony_of(loudness, {harmony_, outputs});
  }
  for (int i = 0; i < numOutputs(); ++i) out0(i) = harmony_[i];
}

}  // namespace hemiola::plugin
