// The worker's side of OSC: applies commands at their frames and sends latents to subscribers.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ipc/segment.h"
#include "osc/clock.h"
#include "osc/server.h"
#include "snapshots/snapshots.h"
#include "worker/frame_clock.h"
#include "worker/loop.h"

namespace hemiola::worker {

// The names and places of all snapshots.
std::vector<osc::SnapshotPlace> places_of(const snapshots::Snapshots& snapshots);

// All of this is for the worker thread.
class Remote : public Listener {
 public:
  using SecondsNow = double (*)();

  // Throws like osc::Server. Pass this to Loop::set_listener(). snapshots must outlive it.
  // seconds_now: the clock for time tags.
  Remote(const osc::Options& options, ipc::Segment& segment, Loop& loop,
         snapshots::Snapshots& snapshots, SecondsNow seconds_now = osc::seconds_now);

  osc::Server& server() noexcept { return server_; }

  // Applies immediate commands, and those overdue for so long that no frame will come for them.
  void apply_overdue();
  void publish_status();

  // Like osc::Server; the geometry is added here.
  std::optional<std::string> load_wanted() { return server_.load_wanted(); }
  void loaded(bool success, const std::string& text) noexcept;

  void begin_model() override;
  void before_encode(std::int64_t frame, std::int64_t newest) override;
  void before_patch(std::int64_t frame) override;
  void after_encode(std::int64_t frame, std::span<const session::EncodeJob> jobs) override;

 private:
  void apply_until(double seconds);
  void apply(const patchbay::Command& command);
  void carry_out(const osc::SnapshotOrder& order);
  void save(std::string_view name);
  void go_to(const std::vector<patchbay::VoiceSetting>& voices, float seconds);
  void note(int voice, const patchbay::VoiceSetting& setting);
  void glide(patchbay::Command command);
  void say_missing(const char* what);
  void tell_model();
  std::optional<std::array<float, 12>> read_chroma(const session::EncodeJob& job);
  void remember_glide(int voice, patchbay::Part part, float seconds);
  float& glide_of(int voice, patchbay::Part part);

  ipc::Segment& segment_;
  Loop& loop_;
  snapshots::Snapshots& snapshots_;
  SecondsNow seconds_now_;
  FrameClock clock_{0};
  double frame_seconds_ = 0;
  bool said_missing_ = false;  // for this model
  std::string told_model_;     // the name that the OSC thread knows
  osc::LatentFrame shown_;
  std::vector<float> glide_seconds_;  // [voices][parts] to convert again for other models
  osc::Server server_;
};

}  // namespace hemiola::worker
