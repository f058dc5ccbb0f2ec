// Computes the rhythm of the last hits in every block.
#include "beat.h"

#include <algorithm>
#include <span>

#include "refusals.h"

namespace hemiola::plugin {

Beat::Beat() {
  const bool right = static_cast<int>(numInputs()) == patchbay::kHits && numOutputs() >= 1 &&
                     numOutputs() <= static_cast<int>(ipc::kMaxLatents);
  if (wrong_sizes(this, right, "HemiolaBeat") || wrong_blocks(this, "HemiolaBeat")) return;
  std::fill_n(triggers_, patchbay::kHits, 0.0f);
  for (int i = 0; i < numOutputs(); ++i) out0(i) = 0.0f;
  // Not set_calc_function: it would look for the model here, before the first block.
  mCalcFunc = make_calc_function<Beat, &Beat::next>();
}

void Beat::next(int) {
  const RealtimeScope realtime;
  if (model_.refresh()) say_why_not();
  strike();
  const patchbay::BeatMapView beats = map();
  const auto outputs = static_cast<std::size_t>(numOutputs());
  if (beats.empty())
    std::fill_n(rhythm_, outputs, 0.0f);
  else
    beats.rhythm_of(hits_, {rhythm_, outputs});
  hits_.pass(static_cast<float>(mWorld->mBufLength / mWorld->mSampleRate));
  for (int i = 0; i < numOutputs(); ++i) out0(i) = rhythm_[i];
}

// A hit where a trigger rises above 0.
void Beat::strike() noexcept {
  for (int kind = 0; kind < patchbay::kHits; ++kind) {
    const float trigger = in0(kind);
    if (trigger > 0 && !(triggers_[kind] > 0)) hits_.strike(kind, trigger);
    triggers_[kind] = trigger;
  }
}

// Empty if the model has none, or another number of channels.
patchbay::BeatMapView Beat::map() const noexcept {
  const ipc::BeatTable& table = model_.value();
  if (table.rhythm == 0 || table.rhythm != numOutputs()) return {};
  const auto channels = static_cast<std::size_t>(table.rhythm);
  const auto row = [channels](const auto& values) { return std::span(values).first(channels); };
  return {table.rhythm,      std::span(table.kernel).first(patchbay::BeatMapView::kRows * channels),
          row(table.bias),   row(table.silence),
          row(table.lowest), row(table.highest)};
}

void Beat::say_why_not() noexcept {
  if (model_.value().rhythm == 0)
    tell(
        mWorld,
        "HemiolaBeat: the model that plays has no map from hits to rhythm; it gets one by: hemiola "
        "train --notes-only --from MODEL --out NEW\n");
  else if (model_.value().rhythm != numOutputs())
    tell(mWorld, {.print =
                      [](const Note& note) {
                        Print(
                            "HemiolaBeat: the model has %d channels of rhythm, this synth was made "
                            "for %d. It stays silent; make it again with the model's numbers.\n",
                            note.numbers[0], note.numbers[1]);
                      },
                  .numbers = {model_.value().rhythm, numOutputs()}});
}

}  // namespace hemiola::plugin
