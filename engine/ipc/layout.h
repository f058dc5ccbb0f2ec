// Layout of the shared segment: a header, then the voices. No pointers; sizes are checked exactly.
#pragma once

#include <atomic>
#include <boost/interprocess/sync/interprocess_semaphore.hpp>
#include <boost/version.hpp>
#include <cstdint>
#include <type_traits>

#include "ipc/newest_frame.h"
#include "ipc/record.h"
#include "ipc/snapshot.h"
#include "ipc/timing.h"
#include "ipc/worker_id.h"

namespace hemiola::ipc {

inline constexpr std::uint64_t kMagic = 0x414c4f494d454801;
inline constexpr std::uint32_t kVersion = 8;
inline constexpr int kMaxVoices = 64;
inline constexpr std::size_t kMaxHop = 4096;     // 21 ms at 192 kHz
inline constexpr std::size_t kMaxLatents = 512;  // harmony and rhythm together
inline constexpr std::size_t kMaxNoteKernel = 1024;
inline constexpr std::size_t kMaxBeatKernel = 16384;
inline constexpr std::size_t kRecordsPerRing = 8;  // at maximum sizes; more at usual sizes
inline constexpr std::size_t kSampleWords = kRecordsPerRing * (kHeadWords + kMaxHop);
inline constexpr std::size_t kLatentWords = 4 * kRecordsPerRing * (kHeadWords + kMaxLatents);
inline constexpr std::size_t kSoundWords = kRecordsPerRing * (kHeadWords + 2 * kMaxHop);

using Samples = Record<kMaxHop>;      // [hop]
using Latents = Record<kMaxLatents>;  // [harmony + rhythm]
using Sound = Record<2 * kMaxHop>;    // [hop] to play, then [hop] that would follow it

enum class WorkerState : std::uint32_t { absent, starting, ready, failed };

// What a loaded model needs at this server's sample rate; times in samples. Written by the worker.
struct Geometry {
  Timing timing;
  std::int64_t lookback = 0;
  std::int64_t lookahead = 0;
  std::int64_t synthesis = 0;
  std::int32_t places = 0;
  std::int32_t channels_per_place = 0;
  std::int32_t rhythm = 0;
  std::int32_t reserved = 0;

  // Delay of the model itself in samples, without the margins: lookback + lookahead + synthesis,
  // minus the hop already counted in the timing.
  std::int64_t fixed_samples() const { return lookback + lookahead + synthesis - timing.hop; }
  std::int64_t latency() const { return total_latency(timing, fixed_samples()); }
  int harmony() const { return places * channels_per_place; }
  int latents() const { return harmony() + rhythm; }
  bool operator==(const Geometry&) const = default;
};

// The model's maps from notes to harmony and back (patchbay/note_map.h, note_reader.h). Written by
// the worker.
struct NoteTable {
  std::int32_t places = 0;  // 0: the model has no map to harmony
  std::int32_t channels_per_place = 0;
  std::int32_t readable = 0;  // 1: the model has the way back
  float kernel[kMaxNoteKernel] = {};
  float bias[kMaxLatents] = {};
  float reader_kernel[kMaxNoteKernel] = {};
  float reader_bias[kMaxLatents] = {};
};

// The model's map from hits to rhythm (patchbay/beat_map.h). Written by the worker.
struct BeatTable {
  std::int32_t rhythm = 0;  // channels; 0: the model has no such map
  float kernel[kMaxBeatKernel] = {};
  float bias[kMaxLatents] = {};
  float silence[kMaxLatents] = {};
  float lowest[kMaxLatents] = {};
  float highest[kMaxLatents] = {};
};

// Checked before any other field is used.
struct Stamp {
  std::uint64_t magic = 0;
  std::uint32_t version = 0;
  std::uint32_t voices = 0;
  std::uint32_t boost = 0;  // rings and semaphores are Boost's; their layout depends on its version
  std::uint32_t reserved = 0;
  std::uint64_t header_bytes = 0;
  std::uint64_t encoder_bytes = 0;
  std::uint64_t decoder_bytes = 0;
  std::uint64_t total_bytes = 0;
};

// Written once by the server, before `open` is set.
struct ServerFacts {
  double sample_rate = 0;
  std::int32_t pid = 0;
  std::int32_t offline = 0;  // NRT server: units wait for results
  LatencyRequest latency;
};

enum class ModelAction : std::uint32_t {
  play,  // load from path, and play
  read,  // load from path (empty: the default model), and keep it under number
  swap,  // play the model kept under number; if there is none, read it from path first
  free,  // remove the model kept under number; if it is playing, it continues to play
};

// A request about a model. The server writes action, number and path, then sets request to a new
// number. The worker writes text, geometry and success, then sets reply to the same number.
struct ModelMailbox {
  std::atomic<std::uint32_t> request{0};
  std::atomic<std::uint32_t> reply{0};
  std::atomic<std::uint32_t> success{0};
  ModelAction action = ModelAction::play;
  std::int32_t number = 0;
  char path[2048] = {};
  char text[1024] = {};
  Geometry geometry;  // of the loaded model
};

// The model chosen by OSC, which overrides the server's; a restarted worker loads it. The worker
// writes path before set. The watchdog clears set if workers end at once with this model.
struct Choice {
  std::atomic<std::uint32_t> set{0};
  char path[2048] = {};
};

// Where the worker receives OSC. A restarted worker tries the previous port first, for the senders.
struct OscPlace {
  std::atomic<std::uint32_t> address{0};  // IPv4; its first number is the highest byte
  std::atomic<std::int32_t> port{0};      // 0: not listening
};

// Counters never decrease.
struct Counters {
  std::atomic<std::uint64_t> late_encoder{0};  // [units] latents missing when due
  std::atomic<std::uint64_t> late_decoder{0};  // [units] sound missing when due
  std::atomic<std::uint64_t> unsent{0};        // [units] records dropped because the ring was full
  std::atomic<std::uint64_t> frames{0};        // [worker] batches encoded
  std::atomic<std::uint64_t> decoded{0};       // [worker] batches decoded
  std::atomic<std::uint64_t> dropped{0};       // [worker] frames skipped because it was behind
  std::atomic<std::uint64_t> restarts{0};      // [watchdog] restarted workers
};

struct Header {
  Stamp stamp;
  ServerFacts server;
  std::atomic<std::uint32_t> open{0};          // the server has finished the layout
  std::atomic<std::uint32_t> leave{0};         // the server asks the worker to exit
  std::atomic<std::int32_t> burst_samples{0};  // [server] current size; overrides the request's

  alignas(64) std::atomic<std::uint32_t> epoch{0};  // number of worker starts
  std::atomic<std::int32_t> planned_burst{0};       // [worker] burst size of its geometry
  std::atomic<WorkerState> state{WorkerState::absent};
  std::atomic<std::uint32_t> heartbeat{0};
  std::atomic<WorkerId> worker{0};
  Snapshot<Geometry> geometry;                   // [worker] version 0: none yet
  Snapshot<NoteTable> notes;                     // [worker] version 0: none yet
  Snapshot<BeatTable> beats;                     // [worker] version 0: none yet
  std::atomic<std::uint32_t> mean_encode_ns{0};  // per batch, smoothed
  std::atomic<std::uint32_t> mean_decode_ns{0};
  char error[1024] = {};  // valid while state is failed

  Counters counters;
  ModelMailbox mailbox;
  Choice choice;
  OscPlace osc;

  alignas(64) boost::interprocess::interprocess_semaphore wake{0};   // wakes the worker
  alignas(64) boost::interprocess::interprocess_semaphore reply{0};  // wakes an offline unit
  alignas(64) NewestFrame newest_encode;  // the newest frame that woke the worker
  NewestFrame newest_decode;
  NewestFrame encode_commit;  // offline: run up to this frame, no further
  NewestFrame decode_commit;
};

// The latency the server requests now: its hardware buffer may have changed since the start.
inline LatencyRequest current_latency_request(const Header& header) {
  LatencyRequest request = header.server.latency;
  request.burst_samples = header.burst_samples.load(std::memory_order_relaxed);
  return request;
}

// The owner of a voice. A unit claims it (0 to 1), then increments the generation.
struct Claim {
  std::atomic<std::uint32_t> taken{0};
  std::atomic<std::uint32_t> generation{0};
};

struct EncoderVoice {
  alignas(64) Claim claim;
  Ring<kSampleWords> to_worker;
  Ring<kLatentWords> to_server;
  Samples gather;   // [audio thread only] the frame being gathered
  Latents pending;  // [audio thread only] the next record to output
};

struct DecoderVoice {
  alignas(64) Claim claim;
  Ring<kLatentWords> to_worker;
  Ring<kSoundWords> to_server;
  Latents ask;     // [audio thread only] the record being sent
  Sound sound[2];  // [audio thread only] the one that plays and the next one
};

static_assert(std::atomic<std::uint32_t>::is_always_lock_free);
static_assert(std::atomic<std::uint64_t>::is_always_lock_free);
static_assert(std::atomic<std::size_t>::is_always_lock_free);  // for Boost's rings
static_assert(std::atomic<WorkerState>::is_always_lock_free);
static_assert(std::is_trivially_copyable_v<Geometry> && std::is_standard_layout_v<Stamp>);
static_assert(sizeof(EncoderVoice) + sizeof(DecoderVoice) < 1u << 20);

}  // namespace hemiola::ipc
