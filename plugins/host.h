// State shared by all units and commands of one server: frame clock, segment, supervisor.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "SC_PlugIn.hpp"
#include "ipc/segment.h"
#include "realtime.h"
#include "reply_thread.h"
#include "start_options.h"

extern InterfaceTable* ft;

namespace hemiola::plugin {

// A segment in use. Its units count themselves in users; unmapped if neither current nor used.
struct Attachment {
  Attachment(ipc::Segment made, StartOptions asked)
      : segment(std::move(made)), options(std::move(asked)) {}
  ipc::Segment segment;
  StartOptions options;
  std::atomic<int> users{0};
  // [audio thread only] Offline: the worker did not answer; don't wait for it again.
  std::atomic<bool> gave_up{false};
};

// Keeps an attachment in use (counted in users) while this object exists.
class AttachmentRef {
 public:
  AttachmentRef() = default;
  explicit AttachmentRef(Attachment* attachment) noexcept : attachment_(attachment) {
    if (attachment_ != nullptr) attachment_->users.fetch_add(1);
  }
  AttachmentRef(const AttachmentRef& other) noexcept : AttachmentRef(other.attachment_) {}
  AttachmentRef(AttachmentRef&& other) noexcept
      : attachment_(std::exchange(other.attachment_, nullptr)) {}
  AttachmentRef& operator=(AttachmentRef other) noexcept {
    std::swap(attachment_, other.attachment_);
    return *this;
  }
  ~AttachmentRef() {
    if (attachment_ != nullptr) attachment_->users.fetch_sub(1);
  }
  Attachment* get() const noexcept { return attachment_; }

 private:
  Attachment* attachment_ = nullptr;
};

class Supervisor;

// The state of the plugin in this server process.
struct Host {
  ipc::BlockClock clock;
  // [written by the audio thread in stage 3, read by units] Null if there is no worker.
  std::atomic<Attachment*> current{nullptr};
  std::uint32_t current_version = 0;  // [audio thread only] version of current
  std::atomic<int> starting{0};       // pending starts: no message about a missing worker
  std::atomic<bool> told_absent{false};
  std::unique_ptr<ReplyThread> reply_thread;  // [created with the supervisor, destroyed after it]
  std::unique_ptr<Supervisor> supervisor;     // [command stages outside the audio thread]
};

// [any thread] The only Host of this process, from load to unload.
Host& host() noexcept;

// [audio thread] 64-bit index of the current block's first sample.
inline std::int64_t block_start(World* world) noexcept {
  return host().clock.extend(static_cast<std::uint32_t>(world->mBufCounter)) * world->mBufLength;
}

// A message for the post window; printed off the audio thread, as printing may allocate and lock.
struct Note {
  void (*print)(const Note&);
  const char* subject = "";  // static lifetime
  std::array<int, 4> numbers{};
};

// [audio thread] Wait-free. The message is lost if the server's real-time memory or queue is full.
void tell(World* world, const Note& note) noexcept;
// [audio thread] Wait-free. Needs no memory. text: static lifetime.
void tell(World* world, const char* text) noexcept;

// Stands for a NaN or infinite input.
inline constexpr int kNoNumber = std::numeric_limits<int>::min();

// [audio thread] Wait-free. Converts an input to an integer, limited to +-1e9.
inline int whole_number(float input) noexcept {
  constexpr float kFarthest = 1e9f;
  if (!std::isfinite(input)) return kNoNumber;
  return static_cast<int>(std::clamp(input, -kFarthest, kFarthest));
}

// [audio thread] Wait-free. Reports, once per unit (told), why it has no voice: no worker (reported
// once for all units), no model, no free voice. attachment may be null.
void explain_missing(World* world, const char* unit, const Attachment* attachment, int voice,
                     bool& told) noexcept;

}  // namespace hemiola::plugin
