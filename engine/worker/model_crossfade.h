// From one model to the next without a gap: the new one listens first, then both sound for a
// moment.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "worker/frame_queue.h"
#include "worker/processor.h"

namespace hemiola::worker {

// A model that has heard nothing yet takes the music for its beginning: its longest window rises
// over 163 ms, its convolutions look back further. So long it listens unheard, in frames.
inline constexpr int kListenFrames = 32;
// Then the old model plays on with the last latents that it was given: alone while the new one's
// decoder gets its past and the first windows of its sound overlap, then in a crossfade.
inline constexpr int kSettleFrames = 4;
inline constexpr int kCrossfadeFrames = 4;

// Both models give frames of the same shape. All of this belongs to the worker's one thread.
class ModelCrossfade {
 public:
  explicit ModelCrossfade(int voices);

  void begin(std::shared_ptr<Processor> from, std::shared_ptr<Processor> to,
             const ipc::Geometry& geometry);
  void end() noexcept;
  bool under_way() const noexcept { return to_ != nullptr; }
  Processor* from() noexcept { return from_.get(); }
  // After encode or decode has thrown: ends, and returns the one of the two that did not.
  std::shared_ptr<Processor> survivor() noexcept;

  void encode(std::int64_t frame, std::span<const session::EncodeJob> jobs);
  // Decoders change over with the very frame that the encoders did, however long it was under way.
  // nobody_encodes: latents come from elsewhere, and there is nothing to listen to.
  void decode(std::int64_t frame, std::span<const session::DecodeJob> jobs, bool nobody_encodes);

 private:
  void encode_old(std::span<const session::EncodeJob> jobs);
  void decode_old(std::span<const session::DecodeJob> jobs);
  void remember(std::span<const session::DecodeJob> jobs);
  void mix(std::int64_t frame, std::span<const session::DecodeJob> jobs);

  struct Last {
    bool known = false;
    std::vector<float> latents;  // [harmony + rhythm] the last that the old model was given
    std::vector<float> sound;    // [hop] its own, then [hop] in case nothing follows
  };

  std::shared_ptr<Processor> from_, to_;
  bool old_runs_ = false;  // from_ computes just now, else to_
  std::int64_t hop_ = 0;
  int harmony_ = 0;
  int latents_ = 0;
  int listened_ = 0;
  std::int64_t switch_at_ = kNoFrame;  // the first frame of the new model
  std::vector<Last> last_;             // [voices]
  std::vector<float> unheard_;         // [voices][harmony + rhythm]
  std::vector<session::EncodeJob> encode_jobs_;
  std::vector<session::DecodeJob> decode_jobs_;
};

}  // namespace hemiola::worker
