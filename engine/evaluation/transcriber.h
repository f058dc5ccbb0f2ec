// Reads chords and onsets out of log bands or latents, with predictors trained on labelled clips.
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "evaluation/labels.h"
#include "evaluation/onsets.h"

namespace hemiola::evaluation {

// What a reader looks at: [frames][rows][channels]. Rows that lie along pitch share their weights
// and are folded into pitch classes for chords; 0 rows a semitone: they have no such order.
struct InputShape {
  int rows = 1;
  int channels = 1;
  int rows_a_semitone = 0;
  int size() const { return rows * channels; }
};

struct Sequence {
  const std::vector<float>* values = nullptr;  // [frames][rows][channels]
  int frames = 0;
  FrameClock clock;
};

struct TranscriberOptions {
  int chord_steps = 400;
  int onset_steps = 500;
  std::uint64_t seed = 1;
};

struct Transcription {
  std::vector<int> chords;  // one a step of the reader's chord clock
  std::array<Times, kTracks> onsets;
};

class Transcriber {
 public:
  Transcriber(const InputShape& shape, double hop_seconds, const TranscriberOptions& options);
  ~Transcriber();
  Transcriber(Transcriber&&) noexcept;

  // Every eighth clip is kept back, to choose the thresholds of the onsets by.
  void fit(const std::vector<Sequence>& clips, const std::vector<const Labels*>& labels,
           const std::function<void(double fraction)>& report = {});
  Transcription read(const Sequence& clip) const;

  // Chords are read in steps of about 43 ms.
  FrameClock chord_clock(const FrameClock& frames) const;

  // The cache: whether the file was written by a reader of the same key and shape, and is taken.
  bool load(const std::filesystem::path& path, const std::string& key);
  void save(const std::filesystem::path& path, const std::string& key) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace hemiola::evaluation
