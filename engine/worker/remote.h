// The worker's side of OSC: commands to the frames they are meant for, frames to those who watch.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ipc/segment.h"
#include "osc/clock.h"
#include "osc/server.h"
#include "worker/frame_clock.h"
#include "worker/loop.h"

namespace hemiola::worker {

// [worker thread] All of it.
class Remote : public Listener {
 public:
  using SecondsNow = double (*)();

  // Opens the port; throws what osc::Server throws. The loop must tell() this one. seconds_now: the
  // clock that time tags go by.
  Remote(const osc::Options& options, ipc::Segment& segment, Loop& loop,
         SecondsNow seconds_now = osc::seconds_now);

  osc::Server& server() noexcept { return server_; }

  // Commands for now, and whatever has been due for so long that no frame will come for it.
  void apply_overdue();
  void publish_status();

  // As the server's; the geometry is added here.
  std::optional<std::string> load_wanted() { return server_.load_wanted(); }
  void loaded(bool success, const std::string& text) noexcept;

  void begin_model() override;
  void before_encode(std::int64_t frame, std::int64_t newest) override;
  void after_encode(std::int64_t frame, std::span<const session::EncodeJob> jobs) override;

 private:
  void apply_until(double seconds);
  void apply(const patchbay::Command& command);
  void glide(patchbay::Command command);
  void remember_glide(int voice, patchbay::Part part, float seconds);
  float& glide_of(int voice, patchbay::Part part);

  ipc::Segment& segment_;
  Loop& loop_;
  SecondsNow seconds_now_;
  FrameClock clock_{0};
  double frame_seconds_ = 0;
  osc::LatentFrame shown_;
  std::vector<float> glide_seconds_;  // [voices][parts], for models with other frames
  osc::Server server_;
};

}  // namespace hemiola::worker
