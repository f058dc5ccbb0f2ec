// Training examples: a piece of music, and the same piece with its pitched part shifted.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "audio/library.h"
#include "features/analysis.h"

namespace hemiola::training {

struct ExampleOptions {
  int frames = 160;
  double largest_shift_semitones = 7;
  std::uint64_t seed = 1;
};

// Log bands of one excerpt, [frames][bands] each.
struct Example {
  std::vector<float> shifted;   // x': what the encoder hears
  std::vector<float> original;  // x: what the decoder must give after rotation by -shift
  double shift_semitones = 0;
};

// Makes example number i as a pure function of (library, options, i), so that any number of
// threads may make them and a resumed training sees what an undisturbed one would have seen.
// Where stems exist only the pitched one is shifted, and it meets the drums of any piece: drums
// that move with the pitch teach the rotation to move drums. A plain mix is shifted whole.
class ExampleMaker {
 public:
  // Throws std::runtime_error where the library holds nothing to learn from.
  ExampleMaker(audio::Library library, const features::Geometry& geometry,
               const ExampleOptions& options);

  Example make(std::uint64_t index) const;
  int frames() const noexcept { return options_.frames; }
  int bands() const noexcept { return bands_; }

 private:
  std::vector<audio::Item> pitched_, drums_;
  int bands_;
  double hop_seconds_;
  ExampleOptions options_;
  std::map<double, std::shared_ptr<const features::AnalysisTables>> tables_;  // by sample rate
};

}  // namespace hemiola::training
