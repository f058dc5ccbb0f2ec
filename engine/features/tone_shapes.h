// What a steady tone looks like on the bands, and how its pitch is read from them.
#pragma once

#include <vector>

#include "features/geometry.h"

namespace hemiola::features {

// Computed from the geometry's windows; the same at all sample rates, shared by all voices.
class ToneShapes {
 public:
  // Bands beyond that distance from a tone hear nothing of it, as far as we keep count.
  static constexpr int kReach = 20;

  // Pitch axis only.
  explicit ToneShapes(const Geometry& geometry);

  // The share of a tone's energy that a band hears; position in bands, may be fractional.
  float share(float position, int band) const noexcept;
  // How many bands away a tone has fallen to 1 % of its peak.
  int skirt(int band) const noexcept { return skirt_[static_cast<std::size_t>(band)]; }
  // Whether a tone fills several bands here. Then noise has the very same hills as tones have.
  bool is_wide(int band) const noexcept { return is_wide_[static_cast<std::size_t>(band)] != 0; }
  // The pitch, in bands, of a tone that is loudest in this band, read from three energies.
  float position(int band, float below, float peak, float above) const noexcept;

 private:
  void measure_widths();
  void correct_offsets();
  float raw_offset(int band, float below, float peak, float above) const noexcept;

  int bands_;
  std::vector<float> shares_;      // [bands x steps][2 kReach + 1]
  std::vector<int> skirt_;         // [bands]
  std::vector<char> is_wide_;      // [bands]
  std::vector<float> correction_;  // [bands][offsets] the true offset for a raw one
};

}  // namespace hemiola::features
