// Computes the harmony when notes change, or the model.
#include "chord.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace hemiola::plugin {
namespace {

constexpr int kFirstNote = 1;

void say_wrong_size(World* world, int inputs, int outputs) {
  tell(
      world,
      {.print =
           [](const Note& note) {
             Print(
                 "HemiolaChord: %d inputs and %d outputs don't fit each other, or are more than %d "
                 "notes. It stays silent.\n",
                 note.numbers[0], note.numbers[1], Chord::kMaxNotes);
           },
       .numbers = {inputs, outputs}});
}

}  // namespace

Chord::Chord() : count_(whole_number(in0(0))) {
  const bool right = count_ >= 1 && count_ <= kMaxNotes &&
                     static_cast<int>(numInputs()) == kFirstNote + 2 * count_ &&
                     numOutputs() <= static_cast<int>(ipc::kMaxLatents);
  for (int i = 0; i < numOutputs(); ++i) out0(i) = 0.0f;
  if (!right) {
    say_wrong_size(mWorld, static_cast<int>(numInputs()), numOutputs());
    mCalcFunc = ft->fClearUnitOutputs;
    return;
  }
  std::fill_n(notes_, 2 * kMaxNotes, 0.0f);
  // Not set_calc_function: it would look for the model here, before the first block.
  mCalcFunc = make_calc_function<Chord, &Chord::next>();
}

void Chord::next(int) {
  const RealtimeScope realtime;
  const bool other_map = read_table(), other_notes = read_notes();
  if (other_map || other_notes) compute();
  if (other_map && !fits()) say_why_not();
}

// Whether there is another map than in the last block.
bool Chord::read_table() noexcept {
  const Attachment* current = host().current.load(std::memory_order_acquire);
  if (current == nullptr) return false;  // keeps the last model's
  const auto& published = current->segment.header().notes;
  const std::uint32_t version = host().current_version;
  if (version == attachment_version_ && published.version() == table_.version) return false;
  if (published.version() == 0 || !published.load(table_)) return false;
  attachment_version_ = version;
  return true;
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

bool Chord::fits() const noexcept {
  return table_.value.places > 0 &&
         table_.value.places * table_.value.channels_per_place == numOutputs();
}

void Chord::say_why_not() noexcept {
  const ipc::NoteTable& map = table_.value;
  if (map.places == 0)
    tell(mWorld,
         "HemiolaChord: the model that plays has no map from notes to harmony; it gets one by: "
         "hemiola train --notes-only --from MODEL --out NEW\n");
  else
    tell(mWorld,
         {.print =
              [](const Note& note) {
                Print(
                    "HemiolaChord: the model has %d channels of harmony, this synth was made for "
                    "%d. It stays silent; make it again with the model's numbers.\n",
                    note.numbers[0], note.numbers[1]);
              },
          .numbers = {map.places * map.channels_per_place, numOutputs()}});
}

void Chord::compute() noexcept {
  if (table_.version == 0) return;
  const auto outputs = static_cast<std::size_t>(numOutputs());
  std::fill_n(harmony_, outputs, 0.0f);
  if (fits()) {
    const ipc::NoteTable& map = table_.value;
    const auto places = static_cast<std::size_t>(map.places);
    const auto channels = static_cast<std::size_t>(map.channels_per_place);
    std::fill_n(loudness_, places, 0.0f);
    for (int i = 0; i < count_; ++i) {
      const float loudness = notes_[count_ + i];
      if (loudness > 0)
        patchbay::add_note({loudness_, places}, notes_[i], std::min(loudness, 1.0f));
    }
    patchbay::NoteMapView{map.places,
                          map.channels_per_place,
                          {map.kernel, patchbay::NoteMapView::kReach * channels},
                          {map.bias, outputs}}
        .harmony_of({loudness_, places}, {harmony_, outputs});
  }
  for (int i = 0; i < numOutputs(); ++i) out0(i) = harmony_[i];
}

}  // namespace hemiola::plugin
