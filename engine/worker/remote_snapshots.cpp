// Remote's orders about snapshots.
#include <algorithm>
#include <cmath>

#include "worker/remote.h"

namespace hemiola::worker {

namespace {

// A point of the map is reached within this time: fast enough for a hand, slow enough for a sensor
// that sends ten times a second.
constexpr float kMapSeconds = 0.1f;

static_assert(osc::kMaxSnapshots == snapshots::Snapshots::kMaxSnapshots);
static_assert(osc::kMaxSnapshotName == snapshots::Snapshots::kMaxNameBytes);

}  // namespace

std::vector<osc::SnapshotPlace> places_of(const snapshots::Snapshots& snapshots) {
  std::vector<osc::SnapshotPlace> places;
  for (const auto& each : snapshots.all()) places.push_back({each.name, each.x, each.y});
  return places;
}

void Remote::carry_out(const osc::SnapshotOrder& order) {
  using What = osc::SnapshotOrder::What;
  const std::string_view name = order.name();
  switch (order.what) {
    case What::none:
      return;
    case What::recall:
      if (const snapshots::Snapshot* found = snapshots_.find(name))
        go_to(found->voices, order.seconds);
      return;
    case What::map:
      return go_to(snapshots_.at(order.x, order.y), kMapSeconds);
    case What::save:
      return save(name);
    case What::remove:
      snapshots_.remove(name);
      return;
    case What::place:
      snapshots_.place(name, order.x, order.y);
      return;
  }
}

void Remote::save(std::string_view name) {
  std::vector<patchbay::VoiceSetting> voices;
  for (int voice = 0; voice < segment_.voices(); ++voice) voices.push_back(loop_.setting(voice));
  snapshots_.save(name, std::move(voices));
}

void Remote::go_to(const std::vector<patchbay::VoiceSetting>& voices, float seconds) {
  const double frames = std::clamp(seconds / std::max(frame_seconds_, 1e-4), 0.0, 1e6);
  const int count = std::min(static_cast<int>(voices.size()), segment_.voices());
  for (int voice = 0; voice < count; ++voice) {
    const auto& setting = voices[static_cast<std::size_t>(voice)];
    loop_.go_to(voice, setting, static_cast<int>(std::lround(frames)));
    note(voice, setting);
  }
}

// The setting as commands, for those who ask for values.
void Remote::note(int voice, const patchbay::VoiceSetting& setting) {
  using patchbay::Part, patchbay::Verb;
  const auto tell = [&](Part part, Verb verb, float value, float weight = 1) {
    server_.note({.voice = voice, .part = part, .verb = verb, .value = value, .weight = weight});
  };
  tell(Part::harmony, Verb::rotate, setting.rotation);
  tell(Part::harmony, Verb::notes, 0);
  for (const auto& note : setting.notes) tell(Part::harmony, Verb::note, note.midi, note.velocity);
  tell(Part::harmony, Verb::scale, 0);
  for (const float tone : setting.scale) tell(Part::harmony, Verb::tone, tone);
  tell(Part::harmony, Verb::pull, setting.pull);
  for (const Part part : {Part::harmony, Part::rhythm}) {
    const patchbay::PartSetting& own = part == Part::harmony ? setting.harmony : setting.rhythm;
    tell(part, Verb::freeze, own.held_share >= 1 ? 1 : 0, static_cast<float>(own.freeze_at));
    const float seconds = static_cast<float>(own.glide_frames * frame_seconds_);
    tell(part, Verb::glide, seconds);
    remember_glide(voice, part, seconds);
    // Of several sources the one with the largest share.
    int from = -1;
    float share = 1;
    for (std::size_t each = 0; each < own.shares.size(); ++each) {
      if (static_cast<int>(each) == voice || own.shares[each] <= (from < 0 ? 0 : share)) continue;
      from = static_cast<int>(each);
      share = own.shares[each];
    }
    tell(part, Verb::from, static_cast<float>(from), share);
  }
}

}  // namespace hemiola::worker
