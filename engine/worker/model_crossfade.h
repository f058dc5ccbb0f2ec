// Switches models without a gap: the new one first runs unheard, then both are crossfaded.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "worker/frame_queue.h"
#include "worker/processor.h"

namespace hemiola::worker {

// A model without past frames would treat the music as just starting: its longest window rises over
// 163 ms, its convolutions look back further. So it first encodes this many frames unheard.
inline constexpr int kListenFrames = 32;
// Then the old model continues with its last latents: alone for kSettleFrames, while the new
// decoder gets its past and its first windows overlap; then crossfaded over kCrossfadeFrames.
inline constexpr int kSettleFrames = 4;
inline constexpr int kCrossfadeFrames = 4;

// Both models must have the same geometry. For the worker thread.
class ModelCrossfade {
 public:
  explicit ModelCrossfade(int voices);

  void begin(std::shared_ptr<Processor> from, std::shared_ptr<Processor> to,
             const ipc::Geometry& geometry);
  void end() noexcept;
  bool under_way() const noexcept { return to_ != nullptr; }
  Processor* from() noexcept { return from_.get(); }
  // After encode or decode has thrown: ends the crossfade and returns the model that did not throw.
  std::shared_ptr<Processor> survivor() noexcept;

  void encode(std::int64_t frame, std::span<const session::EncodeJob> jobs);
  void patch(std::int64_t frame, std::span<const session::EncodeJob> jobs) noexcept;
  // Decoders switch at the same frame as encoders, regardless of when that frame is decoded.
  // nobody_encodes: latents come from elsewhere, so the new model needs no preparation.
  void decode(std::int64_t frame, std::span<const session::DecodeJob> jobs, bool nobody_encodes);

 private:
  void encode_old(std::span<const session::EncodeJob> jobs);
  void decode_old(std::span<const session::DecodeJob> jobs);
  void remember(std::span<const session::DecodeJob> jobs);
  void mix(std::int64_t frame, std::span<const session::DecodeJob> jobs);

  struct Last {
    bool known = false;
    std::vector<float> latents;  // [harmony + rhythm] the last given to the old model
    std::vector<float> sound;    // [hop] its own, then [hop] if nothing follows
  };

  std::shared_ptr<Processor> from_, to_;
  bool old_runs_ = false;  // from_ is computing now, else to_
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
