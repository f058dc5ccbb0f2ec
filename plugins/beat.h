// HemiolaBeat: triggers to rhythm, by the map of the model that plays.
#pragma once

#include "host.h"
#include "model_table.h"
#include "patchbay/beat_map.h"

namespace hemiola::plugin {

// Inputs: a trigger for each of patchbay::kHitKinds, whose value is the hit's loudness (0 to 1).
// Output: rhythm; zeros without a model or its map.
class Beat : public SCUnit {
 public:
  Beat();

 private:
  void next(int);  // [audio thread] Wait-free.
  void strike() noexcept;
  void say_why_not() noexcept;
  patchbay::BeatMapView map() const noexcept;

  ModelTable<ipc::BeatTable, &ipc::Header::beats> model_;
  patchbay::RecentHits hits_;
  float triggers_[patchbay::kHits];
  float rhythm_[ipc::kMaxLatents];
};

}  // namespace hemiola::plugin
