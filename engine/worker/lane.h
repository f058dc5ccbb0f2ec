// One direction of work, encoding or decoding: the records that wait, one a voice, in frame order.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "ipc/segment.h"

namespace hemiola::worker {

inline constexpr std::int64_t kNoFrame = std::numeric_limits<std::int64_t>::max();

template <typename Voice, typename In, typename Out>
class Lane {
 public:
  struct Seat {
    In in;
    Out out;
    Voice* voice = nullptr;
    bool waiting = false;             // in holds a record that has not run
    std::uint32_t generation = 0;     // the owner whose sound the session's state belongs to
    std::int64_t last = -1;           // the newest frame that ran or was dropped
    std::uint32_t expected = 0;       // an owner that has sent nothing yet
    std::int64_t expected_since = 0;  // the first frame that waited for it
  };

  Lane(int voices, ipc::Kind kind) : kind_(kind), seats_(voices) {
    for (auto& seat : seats_) seat = std::make_unique<Seat>();
  }

  int voices() const { return static_cast<int>(seats_.size()); }
  int taken() const {
    return static_cast<int>(std::count_if(seats_.begin(), seats_.end(), [](const auto& seat) {
      return seat->voice->claim.taken.load(std::memory_order_relaxed) != 0;
    }));
  }
  Seat& seat(int voice) { return *seats_[voice]; }

  // Takes the next record of each voice that has none waiting. Records of an earlier owner, or of
  // another size, are forgotten; those of a newer one than was read here count, as it may have come
  // since. reset(voice) is called where a new owner's first record is taken.
  template <typename Reset>
  void collect(std::size_t floats, Reset reset) {
    for (int index = 0; index < voices(); ++index) {
      Seat& seat = *seats_[index];
      const std::uint32_t owner = seat.voice->claim.generation.load(std::memory_order_acquire);
      const auto outdated = [&] {
        return static_cast<std::int32_t>(seat.in.head.generation - owner) < 0;
      };
      if (seat.waiting && outdated()) seat.waiting = false;
      while (!seat.waiting && ipc::read_record(seat.voice->to_worker, seat.in))
        seat.waiting = seat.in.is(kind_, floats) && !outdated();
      if (!seat.waiting || seat.generation == seat.in.head.generation) continue;
      seat.generation = seat.in.head.generation;
      seat.last = seat.in.head.frame - 1;
      reset(index);
    }
  }

  std::int64_t oldest() const {
    std::int64_t frame = kNoFrame;
    for (const auto& seat : seats_)
      if (seat->waiting) frame = std::min(frame, seat->in.head.frame);
    return frame;
  }

  // Whether a voice that played the frame before has not sent this one yet, or one with a new owner
  // its first. Those that are paused, or made for another model, never will: so they are waited for
  // in kFramesToBegin frames at most.
  bool incomplete(std::int64_t frame) {
    return std::any_of(seats_.begin(), seats_.end(), [&](const auto& seat) {
      const auto& claim = seat->voice->claim;
      if (seat->waiting || claim.taken.load(std::memory_order_relaxed) == 0) return false;
      return seat->last == frame - 1 || may_begin(*seat, claim.generation.load(), frame);
    });
  }

  // All voices begin again: frames are others, or what they were computed with is.
  void begin_anew() {
    for (const auto& seat : seats_) {
      seat->generation = seat->expected = 0;
      seat->last = -1;
    }
  }

  // Forgets what is older than frame, after telling dropped(voice, record) of each; returns how
  // many frames (not records) that were.
  template <typename Dropped>
  std::uint64_t drop_before(std::int64_t frame, Dropped dropped) {
    std::uint64_t most = 0;
    for (int index = 0; index < voices(); ++index) {
      Seat& seat = *seats_[index];
      if (!seat.waiting || seat.in.head.frame >= frame) continue;
      dropped(index, seat.in);
      most = std::max<std::uint64_t>(most, 1);
      seat.last = seat.in.head.frame;
      seat.waiting = false;
    }
    return most;
  }

  void forget_all() {
    for (const auto& seat : seats_) {
      ipc::drain(seat->voice->to_worker);
      seat->waiting = false;
    }
  }

 private:
  // A unit sends its first frame within the one after that in which it claimed the voice.
  static constexpr int kFramesToBegin = 2;

  static bool may_begin(Seat& seat, std::uint32_t owner, std::int64_t frame) {
    if (owner == seat.generation) return false;
    if (owner != seat.expected) {
      seat.expected = owner;
      seat.expected_since = frame;
    }
    return frame < seat.expected_since + kFramesToBegin;
  }

  ipc::Kind kind_;
  std::vector<std::unique_ptr<Seat>> seats_;  // [voices]
};

using EncoderLane = Lane<ipc::EncoderVoice, ipc::Samples, ipc::Latents>;
using DecoderLane = Lane<ipc::DecoderVoice, ipc::Latents, ipc::Sound>;

}  // namespace hemiola::worker
