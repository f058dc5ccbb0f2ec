// Finds steady tones in the bands and keeps them in phase from frame to frame.
#pragma once

#include <memory>
#include <vector>

#include "features/geometry.h"
#include "features/tone_shapes.h"

namespace hemiola::features {

struct Tone {
  float position;  // bands
  float hz;
  float energy;       // mean square
  float steadiness;   // 0 (noise) to 1 (tone): share of the energy that becomes a tone
  float phase_turns;  // at the frame's centre
  bool is_new;        // phase not initialised yet
};

class ToneTracker {
 public:
  ToneTracker(const Geometry& geometry, std::shared_ptr<const ToneShapes> shapes,
              double hop_seconds);
  void reset() noexcept;
  // Moves the tones from the energies to tones(); the rest stays there. Allocates nothing.
  void process(float* energies /*[bands]*/) noexcept;
  std::vector<Tone>& tones() noexcept { return tones_; }

 private:
  bool is_peak(const float* energies, int band) const noexcept;
  float steadiness(const float* energies, int band) const noexcept;
  void follow(Tone& tone) const noexcept;
  void take_out(Tone& tone, float* energies) const noexcept;

  Geometry geometry_;
  std::shared_ptr<const ToneShapes> shapes_;
  float hop_seconds_;
  std::vector<Tone> tones_;
  std::vector<Tone> past_tones_;
};

}  // namespace hemiola::features
