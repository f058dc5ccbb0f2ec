// Labels and sound agree: labelled events are audible at their times.
#include <algorithm>
#include <cmath>

#include "corpus/clips.h"
#include "support/catch.h"

using namespace hemiola::test;

namespace {

constexpr double kRate = 44100;

double energy(const std::vector<float>& samples, double from_seconds, double to_seconds) {
  const auto first = static_cast<std::size_t>(std::max(0.0, from_seconds) * kRate);
  const auto last = std::min(samples.size(), static_cast<std::size_t>(to_seconds * kRate));
  double sum = 1e-9;
  for (std::size_t i = first; i < last; ++i) sum += samples[i] * samples[i];
  return sum;
}

// Bands for detecting attacks: the treble shows most of them even under ringing drums, the bass
// shows kicks under a cymbal.
struct Bands {
  std::vector<float> treble, bass;
};

Bands split(const std::vector<float>& samples) {
  Bands bands{std::vector<float>(samples.size(), 0.0f), samples};
  for (std::size_t i = 2; i < samples.size(); ++i) {
    bands.treble[i] = samples[i] - 2 * samples[i - 1] + samples[i - 2];
  }
  for (int pass = 0; pass < 3; ++pass) {
    float state = 0;
    for (float& sample : bands.bass) sample = state += 0.02f * (sample - state);  // 140 Hz
  }
  return bands;
}

double rise_db(const std::vector<float>& samples, double seconds, double reach_seconds) {
  return 10 * std::log10(energy(samples, seconds, seconds + reach_seconds) /
                         energy(samples, seconds - reach_seconds - 0.002, seconds - 0.002));
}

bool is_attack(const Bands& bands, double seconds) {
  return rise_db(bands.treble, seconds, 0.012) > 3 || rise_db(bands.bass, seconds, 0.03) > 3;
}

// Mean over the notes of log(magnitude at the pitch / magnitude a semitone beside it).
double pitch_evidence(const Clip& clip, int shift) {
  const double tuning = clip.labels["detune_cents"].get<double>() / 100;
  double sum = 0;
  int count = 0;
  for (const auto& note : clip.labels["notes"]) {
    const double onset = note["onset"], end = note["end"];
    if (end - onset < 0.2 || note["midi"] < 45) continue;
    const double pitch = 440 * std::exp2((note["midi"].get<int>() + tuning + shift - 69) / 12.0);
    const auto first = static_cast<std::size_t>((onset + 0.03) * kRate);
    const auto frames = static_cast<std::size_t>(std::min(end - onset - 0.03, 0.25) * kRate);
    const auto at = [&](double semitones) {
      return 1e-5 +
             magnitude_at(clip.pitched, first, frames, pitch * std::exp2(semitones / 12), kRate);
    };
    sum += std::log(at(0) / std::sqrt(at(-1) * at(1)));
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

}  // namespace

TEST_CASE("Drum hits are heard at their labels, and not between them") {
  int hits = 0, heard = 0, between = 0, false_alarms = 0;
  for (const Clip& clip : rendered_clips()) {
    const Bands bands = split(clip.drums);
    double before = -1;
    for (const auto& hit : clip.labels["drums"]) {
      const double onset = hit["onset"];
      // Soft hits shortly after loud ones are masked, so they are skipped.
      if (onset - before > 0.09 && onset > 0.02 && hit["velocity"] > 60) {
        ++hits;
        heard += is_attack(bands, onset);
      }
      if (onset - before > 0.2) {
        ++between;
        false_alarms += is_attack(bands, onset - 0.06);
      }
      before = onset;
    }
  }
  INFO(heard << " of " << hits << " heard, " << false_alarms << " of " << between << " alarms");
  REQUIRE(hits > 200);
  CHECK(heard > 0.95 * hits);
  CHECK(false_alarms < 0.05 * between);
}

TEST_CASE("Drum labels tell the moment within five milliseconds") {
  std::vector<double> delays;
  for (const Clip& clip : rendered_clips()) {
    if (!clip.labels["noise_db"].is_null()) continue;  // noise masks the start of hits
    const Bands bands = split(clip.drums);
    double before = -1;
    for (const auto& hit : clip.labels["drums"]) {
      const double onset = hit["onset"];
      if (onset - before > 0.15 && onset > 0.05 && hit["velocity"] > 80) {
        double best = 0, best_rise = -100;
        for (double delay = -0.02; delay <= 0.02; delay += 0.001) {
          const double rise = std::log(energy(bands.treble, onset + delay, onset + delay + 0.002) /
                                       energy(bands.treble, onset + delay - 0.005, onset + delay));
          if (rise > best_rise) {
            best_rise = rise;
            best = delay;
          }
        }
        delays.push_back(best);
      }
      before = onset;
    }
  }
  REQUIRE(delays.size() > 40);
  std::sort(delays.begin(), delays.end());
  CHECK(std::abs(delays[delays.size() / 2]) <= 0.003);
  CHECK(delays[delays.size() / 10] >= -0.005);
  CHECK(delays[delays.size() * 9 / 10] <= 0.006);
}

TEST_CASE("Notes are heard at their pitches, and not a semitone beside them") {
  int clips = 0, agree = 0;
  for (const Clip& clip : rendered_clips()) {
    if (clip.labels["notes"].empty()) continue;
    ++clips;
    const double right = pitch_evidence(clip, 0);
    INFO("seed " << clip.labels["seed"] << ": " << right << ", " << pitch_evidence(clip, 1));
    CHECK(right > 0.5);
    agree += right > pitch_evidence(clip, 1) + 0.5 && right > pitch_evidence(clip, -1) + 0.5;
  }
  CHECK(agree == clips);
}

TEST_CASE("The chord's own tones carry most of the sound") {
  int chords = 0, right = 0;
  for (const Clip& clip : rendered_clips()) {
    for (const auto& chord : clip.labels["chords"]) {
      const double start = chord["start_seconds"], end = chord["end_seconds"];
      if (end - start < 0.5) continue;
      const double tuning = clip.labels["detune_cents"].get<double>() / 100;
      double chroma[12] = {};
      for (int midi = 36; midi < 84; ++midi) {
        const double size =
            magnitude_at(clip.pitched, static_cast<std::size_t>((start + 0.1) * kRate),
                         static_cast<std::size_t>(std::min(end - start - 0.1, 1.0) * kRate),
                         440 * std::exp2((midi + tuning - 69) / 12.0), kRate);
        chroma[midi % 12] += size * size;
      }
      double inside = 0, all = 1e-12;
      for (const double size : chroma) all += size;
      for (const int tone : chord["pitch_classes"]) inside += chroma[tone];
      ++chords;
      right += inside > 0.6 * all;
    }
  }
  INFO(right << " of " << chords);
  REQUIRE(chords > 30);
  CHECK(right > 0.9 * chords);
}
