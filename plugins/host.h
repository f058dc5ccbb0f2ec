// What all units and commands of one server share: its clock, its segment, its worker's fork
// server.
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

// A segment in use. Units hold it by counting themselves in users; it is unmapped when it is
// neither current nor used.
struct Attachment {
  Attachment(ipc::Segment made, StartOptions asked)
      : segment(std::move(made)), options(std::move(asked)) {}
  ipc::Segment segment;
  StartOptions options;
  std::atomic<int> users{0};
  // [audio thread's own] Offline: the worker did not answer; don't wait for it again.
  std::atomic<bool> gave_up{false};
};

// Counts itself among the users of an attachment as long as it lives.
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

struct Host {
  ipc::BlockClock clock;
  // [written by the audio thread in stage 3, read by units] Null without a worker.
  std::atomic<Attachment*> current{nullptr};
  std::uint32_t current_version = 0;  // [audio thread's own] of what current was told last
  std::atomic<int> starting{0};       // starts without an answer: no reason to complain
  std::atomic<bool> told_absent{false};
  std::unique_ptr<ReplyThread> reply_thread;  // [made with the supervisor, ends after it]
  std::unique_ptr<Supervisor> supervisor;     // [command stages off the audio thread]
};

// The one host of this server process, from load to unload.
Host& host() noexcept;

// [audio thread] The 64-bit number of the sample at which the current block starts.
inline std::int64_t block_start(World* world) noexcept {
  return host().clock.extend(static_cast<std::uint32_t>(world->mBufCounter)) * world->mBufLength;
}

// A sentence for the post window. It is put into words off the audio thread: formatting and
// printing may allocate, lock and write.
struct Note {
  void (*print)(const Note&);
  const char* subject = "";  // of static life
  std::array<int, 4> numbers{};
};

// [audio thread] Wait-free. Lost where the server's real-time memory or its queue is full.
void tell(World* world, const Note& note) noexcept;
// [audio thread] Wait-free. Takes no memory; text: of static life.
void tell(World* world, const char* text) noexcept;

// What stands for an input that is NaN or infinite, which no int can hold.
inline constexpr int kNoNumber = std::numeric_limits<int>::min();

// [audio thread] Wait-free. An input that is to be a whole number.
inline int whole_number(float input) noexcept {
  constexpr float kFarthest = 1e9f;
  if (!std::isfinite(input)) return kNoNumber;
  return static_cast<int>(std::clamp(input, -kFarthest, kFarthest));
}

// [audio thread] Wait-free. Says, once a unit, why it has no voice: no worker (said once in all),
// no model, no free voice. attachment may be null.
void explain_missing(World* world, const char* unit, const Attachment* attachment, int voice,
                     bool& told) noexcept;

}  // namespace hemiola::plugin
