// The patch bay's settings: told, and gone to.
#include <algorithm>
#include <cmath>

#include "patchbay/patch_bay.h"

namespace hemiola::patchbay {

PartSetting PatchBay::setting_of(const PartState& part) const {
  PartSetting setting;
  setting.held_share = part.holding ? 1 : 1 - part.release.now();
  if (setting.held_share > 0) setting.held = part.held;
  if (part.frozen) setting.held_share = 1;
  for (const LinearRamp& share : part.shares) setting.shares.push_back(share.now());
  setting.freeze_at = part.freeze_at;
  setting.glide_frames = part.glide;
  return setting;
}

VoiceSetting PatchBay::setting(int voice) const {
  VoiceSetting setting;
  if (voice < 0 || voice >= voices()) return setting;
  const Voice& state = voices_[static_cast<std::size_t>(voice)];
  setting.harmony = setting_of(state.harmony);
  setting.rhythm = setting_of(state.rhythm);
  setting.rotation = state.harmony.rotation.now();
  state.chord.describe(setting);
  state.scale.describe(setting);
  return setting;
}

void PatchBay::go_to(int voice, const VoiceSetting& setting, int frames) noexcept {
  if (voice < 0 || voice >= voices()) return;
  Voice& state = voices_[static_cast<std::size_t>(voice)];
  go_to(state.harmony, voice, setting.harmony, frames);
  go_to(state.rhythm, voice, setting.rhythm, frames);
  if (std::isfinite(setting.rotation)) state.harmony.rotation.restart(setting.rotation, frames);
  state.chord.go_to(setting.notes, setting.notes_share, frames);
  state.scale.go_to(setting.scale, std::clamp(setting.pull, 0.0f, 1.0f), frames);
}

void PatchBay::go_to(PartState& part, int own, const PartSetting& goal, int frames) noexcept {
  go_to_routes(part, own, goal.shares, frames);
  go_to_held(part, goal, frames);
  part.glide = std::max(goal.glide_frames, 0);
}

void PatchBay::go_to_routes(PartState& part, int own, std::span<const float> shares,
                            int frames) noexcept {
  if (shares.size() != part.shares.size()) return;
  int others = 0;
  part.from = -1;
  part.weight = 1;
  part.shifting = true;
  for (std::size_t voice = 0; voice < shares.size(); ++voice) {
    part.shares[voice].restart(shares[voice], frames);
    if (shares[voice] == 0 || static_cast<int>(voice) == own) continue;
    part.from = static_cast<int>(voice);
    part.weight = shares[voice];
    ++others;
  }
  part.mixed = others > 1;
}

void PatchBay::go_to_held(PartState& part, const PartSetting& goal, int frames) noexcept {
  const bool known = !goal.held.empty() && goal.held.size() == part.held.size();
  const float share = known ? std::clamp(goal.held_share, 0.0f, 1.0f) : 0;
  const bool audible = part.holding || part.release.now() < 1;
  if (share > 0) {
    std::copy(part.held.begin(), part.held.end(), part.held_from.begin());
    std::copy(goal.held.begin(), goal.held.end(), part.held_goal.begin());
    if (!audible) std::copy(goal.held.begin(), goal.held.end(), part.held.begin());
    part.held_way.jump(audible && frames > 0 ? 0 : 1);
    part.held_way.go(1, frames);
    if (audible && frames == 0) std::copy(goal.held.begin(), goal.held.end(), part.held.begin());
  }
  if (part.holding) part.release.jump(0);
  part.holding = false;
  part.release.restart(1 - share, frames);
  // What was to be frozen before it had sounded is frozen as the next frame.
  part.frozen = share == 1 || (!known && goal.held_share == 1);
  part.recalled = share == 1;
  part.given = share > 0;
  part.freeze_at = goal.freeze_at;
}

}  // namespace hemiola::patchbay
