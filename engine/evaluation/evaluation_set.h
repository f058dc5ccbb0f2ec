// A set of clips with their bands, latents and transcriptions, prepared once for all tests.
#pragma once

#include <vector>

#include "evaluation/clips.h"
#include "evaluation/transcriber.h"
#include "measures/measure.h"

namespace hemiola::evaluation {

// Counts summed over clips.
struct Tally {
  long chords_right = 0, chords_judged = 0;
  measures::Counts onsets[kTracks];
  double chords() const;  // share of the steps with the right chord
  double drums() const;   // mean F1 of kick, snare and hat
  double note_onsets() const { return onsets[notes].f1(); }
};

struct Span {
  double begin, end;  // seconds
};

class EvaluationSet {
 public:
  // Analyses, encodes and decodes the clips, and transcribes their bands and decodings.
  EvaluationSet(std::shared_ptr<const model::Model> model, const Transcriber& transcriber,
                std::vector<Clip> clips, const ReportProgress& report);

  const Coder& coder() const { return coder_; }
  const std::vector<Clip>& clips() const { return clips_; }
  const features::Geometry& geometry() const { return coder_.model().config().geometry; }
  const measures::FrameClock& clock() const { return bands_.front().clock; }
  measures::FrameClock chord_clock() const { return transcriber_.chord_clock(clock()); }
  const std::vector<Bands>& bands() const { return bands_; }
  const std::vector<Latents>& latents() const { return latents_; }
  const std::vector<Transcription>& real() const { return real_; }        // of the original bands
  const std::vector<Transcription>& rebuilt() const { return rebuilt_; }  // of the decodings
  const std::vector<Bands>& decodings() const { return decodings_; }

  std::vector<Bands> decode(const std::vector<Latents>& latents,
                            const ReportProgress& report) const {
    return coder_.decode(latents, clock(), report);
  }
  std::vector<Transcription> read(const std::vector<Bands>& bands) const;
  double error(const Bands& bands, const Bands& truth) const;  // mean, in nats

 private:
  Coder coder_;
  const Transcriber& transcriber_;
  std::vector<Clip> clips_;
  std::vector<Bands> bands_, decodings_;
  std::vector<Latents> latents_;
  std::vector<Transcription> real_, rebuilt_;
};

// Compares a transcription with labels, whose chords are first transposed up by `semitones`.
void add(Tally& tally, const Transcription& reading, const Labels& labels,
         const measures::FrameClock& chord_clock, int semitones = 0);
// Compares onsets only, within a span.
void add_onsets(Tally& tally, const Transcription& reading, const Labels& labels, const Span& span);

// Compares each transcription with the labels of another, unrelated clip: the level of chance.
Tally against_unrelated(const std::vector<Transcription>& readings, const std::vector<Clip>& clips,
                        const measures::FrameClock& chord_clock);
// Compares each transcription with the labels of its own clip.
Tally against_own(const std::vector<Transcription>& readings, const std::vector<Clip>& clips,
                  const measures::FrameClock& chord_clock);

}  // namespace hemiola::evaluation
