// Reads notes from harmony, by the map of the model that plays.
#include "note_readers.h"

#include <algorithm>
#include <array>
#include <span>

#include "refusals.h"

namespace hemiola::plugin {
namespace {

constexpr int kClasses = 12;
constexpr int kFirstTone = 2;

// Copies inputs; whether one of them is another than before.
bool take(std::span<float> values, const auto& input) noexcept {
  bool moved = false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float now = input(static_cast<int>(i));
    moved = moved || !(now == values[i]);
    values[i] = now;
  }
  return moved;
}

}  // namespace

Chroma::Chroma() {
  const bool right = (numOutputs() == kClasses || numOutputs() <= static_cast<int>(numInputs())) &&
                     numInputs() >= 1 && numInputs() <= static_cast<int>(ipc::kMaxLatents);
  if (wrong_sizes(this, right, "HemiolaChroma")) return;
  std::fill_n(harmony_, numInputs(), 0.0f);
  for (int i = 0; i < numOutputs(); ++i) out0(i) = 0.0f;
  // Not set_calc_function: it would look for the model here, before the first block.
  mCalcFunc = make_calc_function<Chroma, &Chroma::next>();
}

void Chroma::next(int) {
  const RealtimeScope realtime;
  const bool other_map = model_.refresh();
  const std::span<float> harmony(harmony_, numInputs());
  const bool moved = take(harmony, [this](int i) { return in0(i); });
  if (other_map) model_.say_why_not(mWorld, "HemiolaChroma", static_cast<int>(numInputs()), true);
  if (!moved && !other_map) return;
  const patchbay::NoteReaderView reader = model_.reader();
  std::array<float, kClasses> chroma{};
  std::span<const float> shown = chroma;
  if (!reader.empty() && model_.harmony() == static_cast<int>(numInputs())) {
    const std::span<float> loudness(loudness_, static_cast<std::size_t>(reader.places));
    reader.notes_of(harmony, loudness);
    chroma = patchbay::chroma_of(loudness);
    if (numOutputs() != kClasses) shown = loudness;
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(numOutputs()); ++i)
    out0(static_cast<int>(i)) = i < shown.size() ? shown[i] : 0.0f;
}

ScaleUnit::ScaleUnit() : count_(whole_number(in0(1))) {
  const bool right = count_ >= 1 && count_ <= patchbay::Scale::kMaxTones &&
                     static_cast<int>(numInputs()) == kFirstTone + count_ + numOutputs() &&
                     numOutputs() >= 1 && numOutputs() <= static_cast<int>(ipc::kMaxLatents);
  if (wrong_sizes(this, right, "HemiolaScale")) return;
  std::fill_n(tones_, patchbay::Scale::kMaxTones, 0.0f);
  std::fill_n(harmony_, numOutputs(), 0.0f);
  for (int i = 0; i < numOutputs(); ++i) out0(i) = in0(kFirstTone + count_ + i);
  mCalcFunc = make_calc_function<ScaleUnit, &ScaleUnit::next>();
}

void ScaleUnit::next(int) {
  const RealtimeScope realtime;
  const bool other_map = model_.refresh(), moved = read_inputs();
  if (other_map) model_.say_why_not(mWorld, "HemiolaScale", numOutputs(), true);
  if (moved || other_map) compute();
}

bool ScaleUnit::read_inputs() noexcept {
  const bool strength = take({&strength_, 1}, [this](int) { return in0(0); });
  const bool tones = take({tones_, static_cast<std::size_t>(count_)},
                          [this](int i) { return in0(kFirstTone + i); });
  const bool harmony = take({harmony_, static_cast<std::size_t>(numOutputs())},
                            [this](int i) { return in0(kFirstTone + count_ + i); });
  return strength || tones || harmony;
}

void ScaleUnit::compute() noexcept {
  const auto channels = static_cast<std::size_t>(numOutputs());
  std::fill_n(change_, channels, 0.0f);
  const float strength = strength_ > 0 ? std::min(strength_, 1.0f) : 0.0f;  // also if NaN
  if (strength > 0 && model_.harmony() == numOutputs()) {
    patchbay::Scale scale;
    for (int i = 0; i < count_; ++i) scale.add(tones_[i]);
    patchbay::pull_into_scale(model_.reader(), model_.map(), scale, {harmony_, channels},
                              {loudness_, static_cast<std::size_t>(model_.places())},
                              {change_, channels});
  }
  for (std::size_t i = 0; i < channels; ++i)
    out0(static_cast<int>(i)) = harmony_[i] + strength * change_[i];
}

}  // namespace hemiola::plugin
