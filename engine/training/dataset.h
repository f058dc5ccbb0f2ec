// Music prepared once for training: log bands of its pitched part in several keys and of its
// percussion, in memory-mapped files.
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
  std::filesystem::path folder;  // of the prepared files; existing ones are reused
  int keys = 3;                  // additional keys of a piece without twins
  double largest_shift_semitones = 7;
  bool move_percussion = false;      // shift the whole mix, as in the published method
  std::uint64_t seed = 1;            // of the choice of keys
  int threads = 0;                   // 0: all cores
  double max_minutes = kAllMinutes;  // per folder, taken evenly from it
  std::vector<double> shares;        // per folder among the examples; empty: equal chances
};

// Log amplitudes are stored as bytes in steps of 0.07 nats, so that a day of music fits on a disk.
constexpr float kStepsPerNat = 14;
constexpr float kLowestLog = -16.118f;  // log of 1e-7
inline float log_of_byte(std::uint8_t byte) { return kLowestLog + byte / kStepsPerNat; }

// At most a minute of music; all parts are aligned.
struct Piece {
  int frames = 0;
  std::vector<double> semitones;  // of each version, the first is 0; never empty
  bool exact = false;             // every version is a separate recording, not a pitch shift
  bool stems = false;             // drums from their own file, not separated from a mix
  std::vector<std::span<const std::uint8_t>> pitched;  // [versions][frames x bands], or empty
  std::vector<std::span<const std::uint8_t>> drums;    // 1 or [versions] entries, or empty
};

// Thrown by Dataset if it is stopped while preparing music.
struct Stopped : std::runtime_error {
  Stopped() : std::runtime_error("stopped while the music was prepared") {}
};

class Dataset {
 public:
  using Log = std::function<void(const std::string&)>;
  using Show = std::function<void(int done, int total)>;

  // Prepares missing files. Reports unreadable sound files and skips them. Throws
  // std::runtime_error if the disk is too small or no music is left, Stopped if stop became true.
  Dataset(const audio::Library& library, const features::Geometry& geometry,
          const DatasetOptions& options, const Log& log, const Show& show,
          const std::atomic<bool>* stop = nullptr);
  ~Dataset();
  Dataset(Dataset&&) noexcept;

  const std::vector<Piece>& pieces() const noexcept { return pieces_; }
  // Random piece: folders by their shares, equal chances within a folder.
  const Piece& draw(base::Random& random) const { return pieces_[mixture_.draw(random)]; }
  int bands() const noexcept { return bands_; }
  double hop_seconds() const noexcept { return hop_seconds_; }

 private:
  struct Mappings;
  std::unique_ptr<Mappings> mappings_;
  std::vector<Piece> pieces_;
  Mixture mixture_{{}};
  int bands_;
  double hop_seconds_;
};

}  // namespace hemiola::training
