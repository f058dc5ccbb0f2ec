// Gives a unit exclusive use of a voice of the segment, and follows new segments and models.
#pragma once

#include "host.h"

namespace hemiola::plugin {

inline constexpr int kAnyVoice = -1;

// For one unit, in the audio thread. Frees the voice when destroyed.
template <typename Voice>
class VoiceClaim {
 public:
  ~VoiceClaim() { leave(); }

  // [audio thread] Wait-free. True if the unit has a voice and the geometry is known. fresh() is
  // then true if segment, voice or model differ from the previous block.
  bool acquire(int wanted_voice) noexcept {
    fresh_ = false;
    Attachment* current = host().current.load(std::memory_order_acquire);
    if (attachment_ != current) {
      leave();
      attachment_ = current;
      if (current != nullptr) current->users.fetch_add(1);
    }
    if (attachment_ == nullptr) return false;
    const std::uint32_t version = header().geometry.version();
    if (version == 0) return false;
    if (voice_ == nullptr && !claim(wanted_voice)) return false;
    if (geometry_.version != version) {
      if (!header().geometry.load(geometry_)) return false;
      begin_again();
    }
    return true;
  }

  // [audio thread] Starts a new sound: the worker discards its state of the previous one.
  void begin_again() noexcept {
    generation_ = voice_->claim.generation.fetch_add(1, std::memory_order_acq_rel) + 1;
    ipc::drain(voice_->to_server);
    fresh_ = true;
  }

  bool fresh() const noexcept { return fresh_; }
  Attachment* attachment() const noexcept { return attachment_; }
  ipc::Header& header() const noexcept { return attachment_->segment.header(); }
  Voice& voice() const noexcept { return *voice_; }
  bool has_voice() const noexcept { return voice_ != nullptr; }
  std::uint32_t generation() const noexcept { return generation_; }
  const ipc::Geometry& geometry() const noexcept { return geometry_.value; }
  // Identifies this geometry; frame numbers are valid only within it.
  std::uint32_t version() const noexcept { return geometry_.version; }
  const ipc::Timing& timing() const noexcept { return geometry_.value.timing; }

 private:
  static Voice& voice_of(const ipc::Segment& segment, int index) noexcept {
    if constexpr (std::is_same_v<Voice, ipc::EncoderVoice>)
      return segment.encoder(index);
    else
      return segment.decoder(index);
  }

  // supernova: units may claim in parallel threads.
  bool claim(int wanted) noexcept {
    const ipc::Segment& segment = attachment_->segment;
    const int first = wanted == kAnyVoice ? 0 : wanted;
    const int end = wanted == kAnyVoice ? segment.voices() : wanted + 1;
    if (first < 0 || end > segment.voices()) return false;
    for (int index = first; index < end; ++index) {
      Voice& voice = voice_of(segment, index);
      std::uint32_t nobody = 0;
      if (!voice.claim.taken.compare_exchange_strong(nobody, 1, std::memory_order_acq_rel))
        continue;
      voice_ = &voice;
      geometry_.version = 0;
      return true;
    }
    return false;
  }

  void leave() noexcept {
    if (voice_ != nullptr) voice_->claim.taken.store(0, std::memory_order_release);
    if (attachment_ != nullptr) attachment_->users.fetch_sub(1);
    voice_ = nullptr;
    attachment_ = nullptr;
    geometry_.version = 0;
  }

  Attachment* attachment_ = nullptr;
  Voice* voice_ = nullptr;
  std::uint32_t generation_ = 0;
  bool fresh_ = false;
  ipc::Snapshot<ipc::Geometry>::Versioned geometry_;  // version 0: not read yet
};

}  // namespace hemiola::plugin
