// Measures of any music, without labels: onsets, pitch classes, levels, false tones.
#pragma once

#include <array>
#include <vector>

namespace hemiola::measures {

// Onset strength: the rise of log magnitudes between short windows (1024 samples at 44.1 kHz, every
// 256), summed in each of four bands (borders at 200 Hz, 800 Hz, 3.2 kHz). The sum of all four,
// each scaled to unit spread.
struct OnsetCurve {
  std::vector<float> values;  // [windows]
  double hop_seconds = 0;
};
OnsetCurve onset_curve(const std::vector<float>& samples, double sample_rate);
// Pearson correlation at the best lag within 100 ms to either side; at least 0.
double similarity(const OnsetCurve& a, const OnsetCurve& b);

// Strength of each pitch class: windows of 8192 samples at 44.1 kHz every 2048; magnitudes from 65
// to 2100 Hz minus the running median over 31 bins, at least zero; square roots, folded into one
// octave, averaged over nine windows. The mean over the twelve is subtracted, so noise has none.
using PitchClasses = std::vector<std::array<float, 12>>;
PitchClasses pitch_classes(const std::vector<float>& samples, double sample_rate);
// Mean cosine similarity of a and of b transposed up by `semitones`, windows weighted by b's
// strength: 1 for identical, about 0 for unrelated music.
double similarity(const PitchClasses& a, const PitchClasses& b, int semitones = 0);

// Mean level of each octave from 31.25 Hz (the last from 8 to 16 kHz), dBFS.
std::vector<double> octave_levels_db(const std::vector<float>& samples, double sample_rate);
// Level between two frequencies, dBFS.
double level_db(const std::vector<float>& samples, double sample_rate, double low_hz,
                double high_hz);

// Level of the loudest steady tone that the sound has but its source has not, in dBFS; -120 if
// none. Uses each bin's first quartile over windows of 0.37 s: a tone is 12 dB above the median of
// its neighbours within 100 Hz in the sound, and less than 6 dB in the source. hz receives its
// frequency.
double false_tone_dbfs(const std::vector<float>& sound, const std::vector<float>& source,
                       double sample_rate, double* hz = nullptr);

}  // namespace hemiola::measures
