// The worker's loop: takes frames from the segment, runs them, sends results before they are due.
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

// All of this is for the worker thread.

// Called for each encoded frame, and when the geometry changes.
class Listener {
 public:
  virtual ~Listener() = default;
  // From here on frames belong to a new geometry.
  virtual void begin_model() = 0;
  // Called before this frame runs. newest: the newest frame sent by the server.
  virtual void before_encode(std::int64_t frame, std::int64_t newest) = 0;
  // The last moment for commands to this frame: the network has run, the patch bay has not.
  virtual void before_patch(std::int64_t frame) = 0;
  virtual void after_encode(std::int64_t frame, std::span<const session::EncodeJob> jobs) = 0;
};

class Loop {
 public:
  // Discards records that an earlier worker left unread.
  explicit Loop(ipc::Segment& segment);

  // Sets the listener, which must outlive the loop; null: none.
  void set_listener(Listener* listener) noexcept { listener_ = listener; }

  // The geometry of this processor, with margins for the server's request. Throws
  // std::runtime_error if it does not fit the segment.
  ipc::Geometry plan(const Processor& processor) const;
  // Publishes the processor's geometry and sets the state to ready. If sound of the same geometry
  // plays, crossfades from the old model, after a crossfade in progress (the last of several
  // waiting ones counts); else plays from the next frame on. Throws like plan(); then the old one
  // continues.
  void use(std::shared_ptr<Processor> processor);
  Processor* processor() noexcept { return processor_.get(); }
  // Applies a command to all playing processors (two during a crossfade).
  void apply(const patchbay::Command& command);
  // What a voice is set to, and the way of all playing processors to another setting.
  patchbay::VoiceSetting setting(int voice) const;
  void go_to(int voice, const patchbay::VoiceSetting& setting, int frames);

  // Sleeps until there is work, but only for some milliseconds, then runs the pending frames. Live:
  // late frames only while there is time to spare, and returns after about 20 ms even if more is
  // pending. Offline: runs exactly the frames that the server has committed. Throws
  // std::runtime_error after too many consecutive failures.
  void run_once();

  int active_encoders() { return encoders_.taken(); }
  int active_decoders() { return decoders_.taken(); }

 private:
  using Clock = std::chrono::steady_clock;

  void collect();
  void restart();
  void publish_notes(const Processor& processor) noexcept;
  void publish_beats(const patchbay::BeatMapView& map) noexcept;
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
  // Calls work; if it throws, drops the frame, restarts all voices and ends a crossfade.
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
  bool unfinished_ = false;  // the last run_once() left frames to run
  std::shared_ptr<Processor> processor_;
  std::shared_ptr<Processor> next_;  // waits for the crossfade in progress
  ModelCrossfade crossfade_;
  Listener* listener_ = nullptr;
};

}  // namespace hemiola::worker
