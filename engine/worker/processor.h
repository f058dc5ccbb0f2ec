// What the loop needs of a session: one frame of all voices. A test may put its own in.
#pragma once

#include <span>

#include "ipc/layout.h"
#include "patchbay/patch_bay.h"
#include "session/session.h"

namespace hemiola::worker {

class Processor {
 public:
  virtual ~Processor() = default;

  // All but the margins, which depend on the server too.
  virtual ipc::Geometry geometry() const = 0;
  virtual void encode(std::span<const session::EncodeJob> jobs) = 0;
  virtual void decode(std::span<const session::DecodeJob> jobs) = 0;
  // A frame of this voice that is late and will not be encoded; later ones may look back on it.
  virtual void pass_over(int voice, const float* samples) {}
  virtual void reset_encoder(int voice) = 0;
  virtual void reset_decoder(int voice) = 0;
  virtual void apply(const patchbay::Command& command) = 0;
  // Takes over what OSC has set on another: rotation, freezing and routes survive a change of
  // model.
  virtual void follow(const Processor& other) = 0;
};

}  // namespace hemiola::worker
