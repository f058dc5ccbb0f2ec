// What can be measured on any music without labels: onsets, pitch classes, levels, false tones.
#pragma once

#include <array>
#include <vector>

namespace hemiola::listening {

// When things begin: how much log magnitudes rise from one short window to the next (1024 samples
// at 44.1 kHz, every 256), summed in each of four bands (to 200 Hz, 800 Hz, 3.2 kHz, and above),
// each scaled to unit spread, added up.
struct OnsetCurve {
  std::vector<float> values;  // [windows]
  double hop_seconds = 0;
};
OnsetCurve onset_curve(const std::vector<float>& samples, double sample_rate);
// Pearson's correlation at the best lag within 100 ms to either side; 0 where one does not move.
double likeness(const OnsetCurve& a, const OnsetCurve& b);

// How strongly each pitch class sounds: windows of 8192 samples at 44.1 kHz every 2048; magnitudes
// from 65 to 2100 Hz less the running median of 31 bins, never below zero, square roots, folded
// into one octave and averaged over nine windows. The mean over the twelve is taken out, so that
// noise, which has all of them, is like nothing.
using PitchClasses = std::vector<std::array<float, 12>>;
PitchClasses pitch_classes(const std::vector<float>& samples, double sample_rate);
// Cosine of a with b transposed up by whole semitones, window by window, each weighted by b's
// strength: 1 is the same, unrelated music has about 0.
double likeness(const PitchClasses& a, const PitchClasses& b, int semitones = 0);

// Mean level of each octave from 31.25 Hz (the last from 8 to 16 kHz), dB of full scale.
std::vector<double> octave_levels_db(const std::vector<float>& samples, double sample_rate);
// Of all that lies between these, dB of full scale.
double level_db(const std::vector<float>& samples, double sample_rate, double low_hz,
                double high_hz);

// The strongest steady tone of a sound that its source has not, in dBFS: -120 where there is none.
// Judged on each bin's first quartile over long windows (0.37 s): a tone stands 12 dB above the
// median of its neighbours within 100 Hz in the sound, and by less than 6 dB in the source. hz
// receives where it lies.
double false_tone_dbfs(const std::vector<float>& sound, const std::vector<float>& source,
                       double sample_rate, double* hz = nullptr);

}  // namespace hemiola::listening
