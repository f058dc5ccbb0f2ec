// Records in ring buffers: a header and floats. A record is written completely or not at all.
#pragma once

#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstddef>
#include <cstdint>

namespace hemiola::ipc {

enum class Kind : std::uint32_t { samples = 0xA1, latents = 0xA2, sound = 0xA3 };

// Four words before the floats. The first word contains the record's length.
struct RecordHead {
  std::uint32_t kind_and_words = 0;  // kind << 24 | number of words, including this head
  std::uint32_t generation = 0;      // the owner of the voice (see Claim) that it belongs to
  std::int64_t frame = 0;
};
inline constexpr std::size_t kHeadWords = sizeof(RecordHead) / sizeof(std::uint32_t);
static_assert(sizeof(RecordHead) == 16 && sizeof(float) == sizeof(std::uint32_t));

template <std::size_t MaxFloats>
struct Record {
  RecordHead head;
  float floats[MaxFloats];

  static constexpr std::size_t kMaxFloats = MaxFloats;

  void describe(Kind kind, std::size_t count, std::uint32_t generation, std::int64_t frame) {
    head.kind_and_words =
        static_cast<std::uint32_t>(kind) << 24 | static_cast<std::uint32_t>(count + kHeadWords);
    head.generation = generation;
    head.frame = frame;
  }
  std::size_t count() const { return (head.kind_and_words & 0xffffffU) - kHeadWords; }
  bool is(Kind kind, std::size_t floats) const {
    return head.kind_and_words >> 24 == static_cast<std::uint32_t>(kind) && count() == floats;
  }
};

template <std::size_t Words>
using Ring = boost::lockfree::spsc_queue<std::uint32_t, boost::lockfree::capacity<Words>>;

// [the only writer of this ring] Wait-free. False if there is no room. Writes the whole record or
// nothing: one push publishes one index, so a writer killed halfway leaves the ring consistent.
template <std::size_t Words, std::size_t MaxFloats>
bool write_record(Ring<Words>& ring, const Record<MaxFloats>& record) noexcept {
  const std::size_t words = record.count() + kHeadWords;
  if (ring.write_available() < words) return false;
  // The ring only copies bytes; these floats are never read as integers.
  ring.push(reinterpret_cast<const std::uint32_t*>(&record), words);
  return true;
}

// [the only reader of this ring] Wait-free. False if the ring is empty. An invalid record (longer
// than MaxFloats, or truncated) empties the ring, because the start of the next one is unknown.
template <std::size_t Words, std::size_t MaxFloats>
bool read_record(Ring<Words>& ring, Record<MaxFloats>& record) noexcept {
  const std::size_t available = ring.read_available();
  if (available == 0) return false;
  const std::size_t words = ring.front() & 0xffffffU;
  if (words < kHeadWords || words > MaxFloats + kHeadWords || words > available) {
    ring.consume_all([](std::uint32_t) {});
    return false;
  }
  ring.pop(reinterpret_cast<std::uint32_t*>(&record), words);
  return true;
}

// [the only reader of this ring] Wait-free. Discards all records.
template <std::size_t Words>
void drain(Ring<Words>& ring) noexcept {
  ring.consume_all([](std::uint32_t) {});
}

}  // namespace hemiola::ipc
