// Frame geometry: windows, hop and bands in seconds and hertz, for any sample rate.
#pragma once

#include <vector>

namespace hemiola::features {

enum class Axis { pitch, mel };

// One class of analysis windows: a half Hann rise, then a half Hann fall to the frame's end. Used
// for bands from from_hz up to the next class.
struct Window {
  double from_hz;
  double rise_seconds;
  double fall_seconds;
};

// By default along pitch: 24 bands per octave over 9 octaves from C1, a frame every 10.67 ms.
// All windows peak at the same point, fall_seconds before the frame's end: long ones look further
// back to resolve pitch, but none delays an attack.
struct Geometry {
  Axis axis = Axis::pitch;
  double hop_seconds = 512.0 / 48000.0;
  double lowest_hz = 32.703195662574829;
  int bands_per_octave = 24;
  int bands = 216;
  std::vector<Window> windows = {
      {0.0, 0.1625, 0.0232}, {400.0, 0.0697, 0.0232}, {2500.0, 0.0232, 0.0232}};
  double synthesis_window_seconds = 0.0464;
  double floor = 1e-7;      // log bands are at least log(floor)
  double highest_hz = 0.0;  // mel axis only: upper end of the highest band
};

// The published mel analysis (docs/model.md, `paper`): 22 050 Hz, 2 048 / 512, 128 Slaney bands.
Geometry paper_geometry();

// Geometry that sees a sound as `geometry` would see it transposed by semitones at the same speed:
// its bands are that much lower and its windows longer in proportion, so that partials have the
// same shape. Its frames are centred earlier, by the difference of the lookbacks. Pitch axis only.
Geometry transposed(const Geometry& geometry, double semitones);

int hop_samples(const Geometry& geometry, double sample_rate);
// Time from a frame's centre to the end of its hop.
int lookback_samples(const Geometry& geometry, double sample_rate);
// Half of the synthesis window: time from the start of a frame's sound to its centre.
int synthesis_latency_samples(const Geometry& geometry, double sample_rate);
// Delay of the output stream if each frame is analysed, synthesised and written at the position of
// its own hop. Input hop m ends at (m+1) hop, its frame is centred lookback before that, its sound
// begins half a window earlier: output sample m hop + k is input sample
// (m+1) hop + k - lookback - latency. Live, a hop is written one hop later, when its last sample
// has come in: lookback + latency in total.
int seam_delay_samples(const Geometry& geometry, double sample_rate);

// Frequency of a band's peak. Bands may be fractional, negative or past the last one.
double band_hz(const Geometry& geometry, double band);

}  // namespace hemiola::features
