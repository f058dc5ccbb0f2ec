// Shape of a steady tone in the bands, and its pitch from them.
#pragma once

#include <vector>

#include "features/geometry.h"

namespace hemiola::features {

// Computed from the geometry's windows; valid at all sample rates, shared by all voices.
class ToneShapes {
 public:
  // Distance in bands beyond which a tone's energy is neglected.
  static constexpr int kReach = 20;

  // Pitch axis only.
  explicit ToneShapes(const Geometry& geometry);

  // Share of a tone's energy in a band; position in bands, may be fractional.
  float share(float position, int band) const noexcept;
  // Distance in bands at which a tone has fallen to 1 % of its peak.
  int skirt(int band) const noexcept { return skirt_[static_cast<std::size_t>(band)]; }
  // Whether a tone fills several bands here. If so, peaks of noise look the same as tones.
  bool is_wide(int band) const noexcept { return is_wide_[static_cast<std::size_t>(band)] != 0; }
  // Pitch, in bands, of a tone with its peak in this band, from three energies.
  float position(int band, float below, float peak, float above) const noexcept;

 private:
  void measure_widths();
  void correct_offsets();
  float raw_offset(int band, float below, float peak, float above) const noexcept;

  int bands_;
  std::vector<float> shares_;      // [bands x steps][2 kReach + 1]
  std::vector<int> skirt_;         // [bands]
  std::vector<char> is_wide_;      // [bands]
  std::vector<float> correction_;  // [bands][offsets] true offset for a raw one
};

}  // namespace hemiola::features
