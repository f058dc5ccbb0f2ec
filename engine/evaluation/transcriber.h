// Transcribes chords and onsets from log bands or latents. Trained on labelled clips.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "evaluation/labels.h"
#include "measures/onsets.h"

namespace hemiola::evaluation {

// Shape of the input: [frames][rows][channels]. If rows are ordered by pitch, weights are shared
// along them and chords fold them into pitch classes; rows_per_semitone is 0 if they are not.
struct InputShape {
  int rows = 1;
  int channels = 1;
  int rows_per_semitone = 0;
  int size() const { return rows * channels; }
};

struct Sequence {
  const std::vector<float>* values = nullptr;  // [frames][rows][channels]
  int frames = 0;
  measures::FrameClock clock;
};

struct TranscriberOptions {
  int chord_steps = 400;
  int onset_steps = 500;
  std::uint64_t seed = 1;
};

struct Transcription {
  std::vector<int> chords;  // one for each step of chord_clock()
  std::array<measures::Times, kTracks> onsets;
};

class Transcriber {
 public:
  Transcriber(const InputShape& shape, double hop_seconds, const TranscriberOptions& options);
  ~Transcriber();
  Transcriber(Transcriber&&) noexcept;

  // Trains both predictors. Every eighth clip is held out to choose the onset thresholds.
  void fit(const std::vector<Sequence>& clips, const std::vector<const Labels*>& labels,
           const std::function<void(double fraction)>& report = {});
  Transcription read(const Sequence& clip) const;

  // The clock of the chord steps, each about 43 ms long.
  measures::FrameClock chord_clock(const measures::FrameClock& frames) const;

  // The cache. False if the file is missing or damaged, or if its key or shape differ.
  bool load(const std::filesystem::path& path, const std::string& key);
  void save(const std::filesystem::path& path, const std::string& key) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace hemiola::evaluation
