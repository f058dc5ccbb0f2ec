// Prepares what all tests share, and compares transcriptions with labels.
#include "evaluation/evaluation_set.h"

#include "measures/spectral_error.h"

namespace hemiola::evaluation {

double Tally::chords() const {
  return chords_judged == 0
             ? 0.0
             : static_cast<double>(chords_right) / static_cast<double>(chords_judged);
}

double Tally::drums() const {
  double sum = 0;
  for (int track = 0; track < kDrumTracks; ++track) sum += onsets[track].f1();
  return sum / kDrumTracks;
}

EvaluationSet::EvaluationSet(std::shared_ptr<const model::Model> model,
                             const Transcriber& transcriber, std::vector<Clip> clips,
                             const ReportProgress& report)
    : coder_(std::move(model)), transcriber_(transcriber), clips_(std::move(clips)) {
  bands_ = analyse_clips(clips_, {}, geometry(), report);
  latents_ = coder_.encode(bands_, report);
  decodings_ = decode(latents_, report);
  real_ = read(bands_);
  rebuilt_ = read(decodings_);
}

std::vector<Transcription> EvaluationSet::read(const std::vector<Bands>& bands) const {
  std::vector<Transcription> readings(bands.size());
  in_parallel(static_cast<int>(bands.size()), [&](int i) {
    const Bands& clip = bands[static_cast<std::size_t>(i)];
    const auto values = measures::relative_bands(clip.values, geometry(), clip.clock.hop_seconds);
    readings[static_cast<std::size_t>(i)] = transcriber_.read({&values, clip.frames, clip.clock});
  });
  return readings;
}

double EvaluationSet::error(const Bands& bands, const Bands& truth) const {
  return measures::error_nats(
      bands.values, truth.values,
      measures::audible_floor(truth.values, geometry(), truth.clock.hop_seconds));
}

void add(Tally& tally, const Transcription& reading, const Labels& labels,
         const measures::FrameClock& chord_clock, int semitones) {
  const auto truth = chord_steps(labels, chord_clock, static_cast<int>(reading.chords.size()));
  for (std::size_t t = 0; t < truth.size(); ++t) {
    if (truth[t] == measures::kNoChord) continue;
    ++tally.chords_judged;
    tally.chords_right += reading.chords[t] == transpose_chord(truth[t], semitones);
  }
  for (int track = 0; track < kTracks; ++track)
    tally.onsets[track] += measures::match(reading.onsets[track], labels.onsets[track]);
}

void add_onsets(Tally& tally, const Transcription& reading, const Labels& labels,
                const Span& span) {
  for (int track = 0; track < kTracks; ++track)
    tally.onsets[track] +=
        measures::match(measures::within(reading.onsets[track], span.begin, span.end),
                        measures::within(labels.onsets[track], span.begin, span.end));
}

Tally against_unrelated(const std::vector<Transcription>& readings, const std::vector<Clip>& clips,
                        const measures::FrameClock& chord_clock) {
  Tally tally;
  const std::size_t half = (readings.size() + 1) / 2;
  for (std::size_t i = 0; i < readings.size(); ++i)
    add(tally, readings[i], clips[(i + half) % clips.size()].labels, chord_clock);
  return tally;
}

Tally against_own(const std::vector<Transcription>& readings, const std::vector<Clip>& clips,
                  const measures::FrameClock& chord_clock) {
  Tally tally;
  for (std::size_t i = 0; i < readings.size(); ++i)
    add(tally, readings[i], clips[i].labels, chord_clock);
  return tally;
}

}  // namespace hemiola::evaluation
