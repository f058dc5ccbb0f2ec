// Steady tones: frequency errors of their partials, and their modulation at the hop rate.
#pragma once

#include <string>
#include <vector>

namespace hemiola::measures {

struct Partial {
  double hz;
  double amplitude;
};

// A test tone with all its partials. Only the first `judged` are measured, as the others are too
// close together for the bands.
struct TestTone {
  std::string name;
  std::vector<Partial> partials;
  int judged = 0;
};

std::vector<TestTone> test_tones(
    double sample_rate);  // sines, saws, organ chords of unusual pitches
std::vector<float> play(const TestTone& tone, double sample_rate, double seconds);

struct ToneReading {
  // Mean absolute error of the judged partials' frequencies, weighted by amplitude, from 55 to 200
  // Hz and above; negative if the tone has none there.
  double low_cents = -1, high_cents = -1;
  // Amplitude modulation at hop_hz in per cent of the carrier, mean as above; negative if other
  // partials are too close to the sidebands of all judged ones.
  double modulation_percent = -1;
};

// Analyses two seconds from begin_seconds with a Hann window. Each partial is the spectrum's
// maximum within a semitone of its nominal frequency.
ToneReading read_tone(const std::vector<float>& sound, double sample_rate, double begin_seconds,
                      const TestTone& tone, double hop_hz);

}  // namespace hemiola::measures
