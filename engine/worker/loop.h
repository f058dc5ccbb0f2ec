// The worker's loop: frames out of the segment, through the processor, and back in time.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <vector>

#include "ipc/segment.h"
#include "worker/lane.h"
#include "worker/processor.h"

namespace hemiola::worker {

// Everything here belongs to the worker's one thread.

// Told of each frame that is encoded.
class Listener {
 public:
  virtual ~Listener() = default;
  // frame is about to run; newest is the last one that the server has sent so far.
  virtual void before_encode(std::int64_t frame, std::int64_t newest) = 0;
  virtual void after_encode(std::int64_t frame, std::span<const session::EncodeJob> jobs) = 0;
};

class Loop {
 public:
  // Forgets what an earlier worker left unread.
  explicit Loop(ipc::Segment& segment);

  // From now on, for as long as the loop lives; null: nobody.
  void tell(Listener* listener) noexcept { listener_ = listener; }

  // Plays with this processor from the next frame on: publishes its geometry and sets ready.
  // Throws std::runtime_error, and keeps the old one, where it does not fit the segment.
  void use(std::unique_ptr<Processor> processor);
  Processor* processor() noexcept { return processor_.get(); }

  // Sleeps until there is work or it is time to look (a few milliseconds), then runs all that is
  // due. Live: newest first served, late ones only as far as there is time to spare. Offline:
  // exactly the frames that the server has committed, all of them.
  void turn();

  int active_encoders() { return encoders_.taken(); }
  int active_decoders() { return decoders_.taken(); }

 private:
  using Clock = std::chrono::steady_clock;

  void collect();
  template <typename L>
  std::int64_t next_frame(L& lane, std::int64_t newest, std::int64_t margin, double& credit);
  template <typename L>
  void wait_for_others(L& lane, std::int64_t frame);
  bool run_encoders();
  bool run_decoders();
  // Calls work; a processor that throws loses the frame and starts its voices anew.
  template <typename Work>
  bool guarded(Work work);

  ipc::Segment& segment_;
  ipc::Geometry geometry_;
  EncoderLane encoders_;
  DecoderLane decoders_;
  std::vector<session::EncodeJob> encode_jobs_;
  std::vector<session::DecodeJob> decode_jobs_;
  double encode_credit_ = 0;
  double decode_credit_ = 0;
  std::unique_ptr<Processor> processor_;
  Listener* listener_ = nullptr;
};

}  // namespace hemiola::worker
