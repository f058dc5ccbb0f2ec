// The interface of a session to the loop; tests may use their own implementation.
#pragma once

#include <span>
#include <string>

#include "ipc/layout.h"
#include "patchbay/patch_bay.h"
#include "session/session.h"

namespace hemiola::worker {

// Computes one frame of all voices. For the worker thread.
class Processor {
 public:
  virtual ~Processor() = default;

  // Everything but the margins, which also depend on the server.
  virtual ipc::Geometry geometry() const = 0;
  // Latents as the network gives them; then, with the same jobs, through the patch bay.
  virtual void encode(std::span<const session::EncodeJob> jobs) = 0;
  virtual void patch(std::span<const session::EncodeJob> jobs) noexcept = 0;
  virtual void decode(std::span<const session::DecodeJob> jobs) = 0;
  // A late frame that will not be encoded, but that later frames may look back on. samples: [hop].
  virtual void pass_over(int voice, const float* samples) {}
  virtual void reset_encoder(int voice) = 0;
  virtual void reset_decoder(int voice) = 0;
  virtual void apply(const patchbay::Command& command) = 0;
  // The name of its model's file.
  virtual std::string model_name() const { return {}; }
  // From notes to harmony; empty if the model has no such map.
  virtual patchbay::NoteMapView note_map() const { return {}; }
  // From harmony to notes; empty if the model has no such map.
  virtual patchbay::NoteReaderView note_reader() const { return {}; }
  // From hits to rhythm; empty if the model has no such map.
  virtual patchbay::BeatMapView beat_map() const { return {}; }
  // What a voice is set to, and the way to another setting within so many frames.
  virtual patchbay::VoiceSetting setting(int voice) const { return {}; }
  virtual void go_to(int voice, const patchbay::VoiceSetting& setting, int frames) {}
  // Takes over another processor's settings by OSC: rotation, freezing and routes survive a new
  // model.
  virtual void follow(const Processor& other) = 0;
};

}  // namespace hemiola::worker
