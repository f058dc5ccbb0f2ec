// Music prepared for training, once: log bands of its pitched part in several keys, and of its
// percussion, in files that are mapped into memory and not read.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "audio/library.h"
#include "features/geometry.h"
#include "training/mixture.h"
#include "training/options.h"

namespace hemiola::training {

struct DatasetOptions {
  std::filesystem::path folder;  // where it lies; what lies there already is used again
  int keys = 3;                  // besides its own, of a piece that comes without twins
  double largest_shift_semitones = 7;
  bool move_percussion = false;       // shift the whole mix, as the published method does
  std::uint64_t seed = 1;             // of the keys
  int threads = 0;                    // 0: all cores
  double most_minutes = kAllMinutes;  // of each folder, spread evenly over it
  std::vector<double> shares;         // of each folder among the examples; none: all music alike
};

// Log amplitudes as bytes: steps of 0.07 nats, so that a day of music fits on a disk.
constexpr float kStepsANat = 14;
constexpr float kLowestLog = -16.118f;  // of 1e-7
inline float log_of_byte(std::uint8_t byte) { return kLowestLog + byte / kStepsANat; }

// At most a minute of music, all of it in step.
struct Piece {
  int frames = 0;
  std::vector<double> semitones;  // of each version, the first 0; at least one entry
  bool exact = false;             // every version is a recording of its own, not a pitch shift
  bool stems = false;             // its drums were a file of their own, not parted from a mix
  std::vector<std::span<const std::uint8_t>> pitched;  // [versions][frames x bands], or none
  std::vector<std::span<const std::uint8_t>> drums;    // 1, or as many as versions, or none
};

// Thrown by a Dataset that was asked to stop while it prepares the music.
struct Stopped : std::runtime_error {
  Stopped() : std::runtime_error("stopped while the music was prepared") {}
};

class Dataset {
 public:
  using Say = std::function<void(const std::string&)>;
  using Show = std::function<void(int done, int total)>;

  // Prepares what is not there yet. A file that turns out unreadable is said and left out. Throws
  // std::runtime_error where the disk is too small or nothing is left to learn from, Stopped where
  // stop became true.
  Dataset(const audio::Library& library, const features::Geometry& geometry,
          const DatasetOptions& options, const Say& say, const Show& show,
          const std::atomic<bool>* stop = nullptr);
  ~Dataset();
  Dataset(Dataset&&) noexcept;

  const std::vector<Piece>& pieces() const noexcept { return pieces_; }
  // At random: folders by their shares, minutes of a folder alike.
  const Piece& draw(base::Random& random) const { return pieces_[mixture_.draw(random)]; }
  int bands() const noexcept { return bands_; }

 private:
  struct Mappings;
  std::unique_ptr<Mappings> mappings_;
  std::vector<Piece> pieces_;
  Mixture mixture_{{}};
  int bands_;
};

}  // namespace hemiola::training
