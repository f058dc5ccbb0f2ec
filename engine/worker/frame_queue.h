// Pending records of one direction (encoding or decoding): one per voice, run in frame order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "ipc/segment.h"

namespace hemiola::worker {

inline constexpr std::int64_t kNoFrame = std::numeric_limits<std::int64_t>::max();

// For the worker thread. in: samples or latents; out: latents or sound.
template <typename Voice, typename In, typename Out>
class FrameQueue {
 public:
  struct VoiceSlot {
    In in;
    Out out;
    Voice* voice = nullptr;
    bool waiting = false;             // in holds a record that has not run yet
    std::uint32_t generation = 0;     // owner that the session's state belongs to
    std::int64_t last = -1;           // newest frame that ran or was dropped
    std::uint32_t expected = 0;       // new owner that has not sent a record yet
    std::int64_t expected_since = 0;  // the first frame that waited for it
  };

  FrameQueue(int voices, ipc::Kind kind) : kind_(kind), slots_(voices) {
    for (auto& slot : slots_) slot = std::make_unique<VoiceSlot>();
  }

  int voices() const { return static_cast<int>(slots_.size()); }
  int taken() const {
    return static_cast<int>(std::count_if(slots_.begin(), slots_.end(), [](const auto& slot) {
      return slot->voice->claim.taken.load(std::memory_order_relaxed) != 0;
    }));
  }
  VoiceSlot& slot(int voice) { return *slots_[voice]; }

  // Takes the next record of each voice that has none waiting. Discards records of an earlier
  // generation or of another size. Accepts those of a newer generation than is read here: it may
  // have risen since. Calls reset(voice) before the first record of a new generation. floats:
  // expected size of a record.
  template <typename Reset>
  void collect(std::size_t floats, Reset reset) {
    for (int index = 0; index < voices(); ++index) {
      VoiceSlot& slot = *slots_[index];
      const std::uint32_t owner = slot.voice->claim.generation.load(std::memory_order_acquire);
      const auto outdated = [&] {
        return static_cast<std::int32_t>(slot.in.head.generation - owner) < 0;
      };
      if (slot.waiting && outdated()) slot.waiting = false;
      while (!slot.waiting && ipc::read_record(slot.voice->to_worker, slot.in))
        slot.waiting = slot.in.is(kind_, floats) && !outdated();
      if (!slot.waiting || slot.generation == slot.in.head.generation) continue;
      slot.generation = slot.in.head.generation;
      slot.last = slot.in.head.frame - 1;
      reset(index);
    }
  }

  // The oldest waiting frame; kNoFrame if there is none.
  std::int64_t oldest() const {
    std::int64_t frame = kNoFrame;
    for (const auto& slot : slots_)
      if (slot->waiting) frame = std::min(frame, slot->in.head.frame);
    return frame;
  }

  // Whether a voice that should send this frame has not sent it yet: one that ran the previous
  // frame, or one with a new owner. A new owner may never send (paused, or made for another model),
  // so it delays at most kFramesToBegin frames.
  bool incomplete(std::int64_t frame) {
    return std::any_of(slots_.begin(), slots_.end(), [&](const auto& slot) {
      const auto& claim = slot->voice->claim;
      if (slot->waiting || claim.taken.load(std::memory_order_relaxed) == 0) return false;
      return slot->last == frame - 1 || may_begin(*slot, claim.generation.load(), frame);
    });
  }

  // Resets all voices, after the geometry or the model's state has changed.
  void restart() {
    for (const auto& slot : slots_) {
      slot->generation = slot->expected = 0;
      slot->last = -1;
    }
  }

  // Drops older records after calling dropped(voice, record). Returns 1 if there were any, else 0.
  template <typename Dropped>
  std::uint64_t drop_before(std::int64_t frame, Dropped dropped) {
    std::uint64_t most = 0;
    for (int index = 0; index < voices(); ++index) {
      VoiceSlot& slot = *slots_[index];
      if (!slot.waiting || slot.in.head.frame >= frame) continue;
      dropped(index, slot.in);
      most = std::max<std::uint64_t>(most, 1);
      slot.last = slot.in.head.frame;
      slot.waiting = false;
    }
    return most;
  }

  // Discards all records, in slots and rings.
  void forget_all() {
    for (const auto& slot : slots_) {
      ipc::drain(slot->voice->to_worker);
      slot->waiting = false;
    }
  }

 private:
  // A unit sends its first frame at latest one frame after claiming the voice.
  static constexpr int kFramesToBegin = 2;

  static bool may_begin(VoiceSlot& slot, std::uint32_t owner, std::int64_t frame) {
    if (owner == slot.generation) return false;
    if (owner != slot.expected) {
      slot.expected = owner;
      slot.expected_since = frame;
    }
    return frame < slot.expected_since + kFramesToBegin;
  }

  ipc::Kind kind_;
  std::vector<std::unique_ptr<VoiceSlot>> slots_;  // [voices]
};

using EncoderQueue = FrameQueue<ipc::EncoderVoice, ipc::Samples, ipc::Latents>;
using DecoderQueue = FrameQueue<ipc::DecoderVoice, ipc::Latents, ipc::Sound>;

}  // namespace hemiola::worker
