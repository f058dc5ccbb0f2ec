// The frame clock as a signal.
#include "frames.h"

#include <cmath>

#include "refusals.h"

namespace hemiola::plugin {
namespace {

// A float counts exactly only up to 2^24; a wrapped sum has no such limit.
double wrapped(double sum, double length) noexcept {
  return sum - length * std::floor(sum / length);
}

}  // namespace

Frames::Frames() {
  if (wrong_blocks(this, "HemiolaFrames")) return;
  // Not set_calc_function: it would read the frame clock here, before the first block.
  mCalcFunc = make_calc_function<Frames, &Frames::next>();
  out0(0) = 0.0f;
}

void Frames::next(int) {
  const RealtimeScope realtime;
  const Attachment* current = host().current.load(std::memory_order_acquire);
  ipc::Snapshot<ipc::Geometry>::Versioned geometry;
  if (current != nullptr && current->segment.header().geometry.load(geometry) &&
      geometry.version != 0) {
    const std::int64_t shown = geometry.value.timing.shown_at(block_start(mWorld));
    const bool same_clock = current == attachment_ && geometry.version == serial_;
    // At most one step: a node that was paused continues from where it was.
    if (same_clock && shown > shown_ && std::isfinite(in0(0))) sum_ += in0(0);
    if (numInputs() > 1 && in0(1) > 0 && std::isfinite(in0(1))) sum_ = wrapped(sum_, in0(1));
    attachment_ = current;
    serial_ = geometry.version;
    shown_ = shown;
  }
  out0(0) = static_cast<float>(sum_);
}

}  // namespace hemiola::plugin
