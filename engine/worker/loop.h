// The worker's loop: frames out of the segment, through the processor, and back in time.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ipc/segment.h"
#include "worker/failures.h"
#include "worker/frame_queue.h"
#include "worker/model_crossfade.h"
#include "worker/processor.h"

namespace hemiola::worker {

// Everything here belongs to the worker's one thread.

// Told of each frame that is encoded, and when frames become others.
class Listener {
 public:
  virtual ~Listener() = default;
  // From here on frames are of another geometry.
  virtual void begin_model() = 0;
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

  // What this processor makes of what the server asks for. Throws std::runtime_error, a sentence,
  // where it does not fit the segment.
  ipc::Geometry plan(const Processor& processor) const;
  // Plays with this processor: publishes its geometry and sets ready. Where sound of the same shape
  // plays, the old one hands over to it, after a hand-over that is under way (of several that wait,
  // the last one counts); else it plays from the next frame on. Throws as plan does, and keeps the
  // old one then.
  void use(std::shared_ptr<Processor> processor);
  Processor* processor() noexcept { return processor_.get(); }
  // To all that play: during a hand-over two do.
  void apply(const patchbay::Command& command);

  // Sleeps until there is work or it is time to look (a few milliseconds), then runs what is due.
  // Live: newest first served, late ones only as far as there is time to spare, and no longer than
  // some 20 ms, however much there is to do. Offline: exactly the frames that the server has
  // committed, all of them. Throws std::runtime_error, a sentence, where frame after frame fails.
  void run_once();

  int active_encoders() { return encoders_.taken(); }
  int active_decoders() { return decoders_.taken(); }

 private:
  using Clock = std::chrono::steady_clock;

  void collect();
  void begin_anew();
  void play_with(const ipc::Geometry& geometry);
  void follow_bursts();
  void begin_next();
  template <typename L>
  std::int64_t next_frame(L& queue, std::int64_t newest, std::int64_t margin, double& credit);
  void pass_over(int voice, const float* samples);
  template <typename L>
  void wait_for_others(L& queue, std::int64_t frame);
  bool run_encoders();
  bool run_decoders();
  // Calls work; a processor that throws loses the frame and starts its voices anew. In a hand-over
  // the other model plays on.
  template <typename Work>
  bool guarded(Failures& failures, Work work);
  void lose_frame(Failures& failures, const std::string& reason);

  ipc::Segment& segment_;
  ipc::Geometry geometry_;
  std::uint32_t geometry_version_ = 0;
  EncoderQueue encoders_;
  DecoderQueue decoders_;
  std::vector<session::EncodeJob> encode_jobs_;
  std::vector<session::DecodeJob> decode_jobs_;
  double encode_credit_ = 0;
  double decode_credit_ = 0;
  Failures encode_failures_, decode_failures_;
  bool unfinished_ = false;  // the last turn ended with frames left to run
  std::shared_ptr<Processor> processor_;
  std::shared_ptr<Processor> next_;  // waits for the hand-over under way
  ModelCrossfade crossfade_;
  Listener* listener_ = nullptr;
};

}  // namespace hemiola::worker
