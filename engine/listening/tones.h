// Steady tones: how far their partials are off, and how much they shake at the hop rate.
#pragma once

#include <string>
#include <vector>

namespace hemiola::listening {

struct Partial {
  double hz;
  double amplitude;
};

// A tone that is known: all of its partials, and how many of them, the first ones, are judged (the
// others lie too close to each other for bands).
struct Tone {
  std::string name;
  std::vector<Partial> partials;
  int judged = 0;
};

std::vector<Tone> test_tones(double sample_rate);  // sines, saws, organ chords, of odd pitches
std::vector<float> play(const Tone& tone, double sample_rate, double seconds);

struct ToneReading {
  // Mean distance of the judged partials from where they should be, weighted by their amplitudes;
  // negative where none of the tone's lies there. 55 to 200 Hz, and above.
  double low_cents = -1, high_cents = -1;
  // Amplitude modulation at hop_hz, per cent of the carrier, the same mean; negative where none can
  // be told, as other partials lie where the side bands would.
  double modulation_percent = -1;
};

// Looks at two seconds from begin on, through a Hann window. A partial is the highest point of the
// spectrum within a semitone of its place.
ToneReading read_tone(const std::vector<float>& sound, double sample_rate, double begin_seconds,
                      const Tone& tone, double hop_hz);

}  // namespace hemiola::listening
