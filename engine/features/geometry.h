// What defines a frame: window, hop and bands in seconds and hertz, for any sample rate.
#pragma once

#include <vector>

namespace hemiola::features {

enum class Axis { pitch, mel };

// Samples of one analysis window class: a half Hann rise into the past, a half Hann fall to now.
// Bands at and above from_hz (up to the next class) are read through this window.
struct Window {
  double from_hz;
  double rise_seconds;
  double fall_seconds;
};

// The default is along pitch: 24 bands an octave over 9 octaves from C1, a frame each 10.67 ms.
// All windows peak at the same point, fall_seconds before the frame's end: long ones reach far
// back for pitch, and none of them delays an attack.
struct Geometry {
  Axis axis = Axis::pitch;
  double hop_seconds = 512.0 / 48000.0;
  double lowest_hz = 32.703195662574829;
  int bands_per_octave = 24;
  int bands = 216;
  std::vector<Window> windows = {
      {0.0, 0.1625, 0.0232}, {400.0, 0.0697, 0.0232}, {2500.0, 0.0232, 0.0232}};
  double synthesis_window_seconds = 0.0464;
  double floor = 1e-7;      // log bands never go below log(floor)
  double highest_hz = 0.0;  // mel axis only: where the highest band ends
};

// The published mel analysis (docs/design.md, `paper`): 22 050 Hz, 2 048 / 512, 128 Slaney bands.
Geometry paper_geometry();

// Sees a sound as geometry would see the same sound semitones higher and as long: its bands lie
// that much lower, and its windows are longer in proportion, so that every partial has the shape
// that it would have up there. Its frames are centred earlier, by the difference of the lookbacks.
// Pitch axis only.
Geometry transposed(const Geometry& geometry, double semitones);

int hop_samples(const Geometry& geometry, double sample_rate);
// How long before the end of its hop a frame's centre lies.
int lookback_samples(const Geometry& geometry, double sample_rate);
// Half of the synthesis window: a frame's sound begins this long before its centre.
int synthesis_latency_samples(const Geometry& geometry, double sample_rate);
// How late the concatenated output stream is against the input stream when each frame is analysed,
// synthesised and written at the position of the hop that it was analysed from. Input hop m ends
// at (m+1) hop, its frame is centred lookback before that, its sound begins half a window earlier:
// output sample m hop + k is input sample (m+1) hop + k - lookback - latency. Emitted live, a hop
// is written when the last of its samples has come in, one hop later: lookback + latency in all.
int seam_delay_samples(const Geometry& geometry, double sample_rate);

// Where a band's triangle has its peak. Bands may be fractional, negative or past the last one.
double band_hz(const Geometry& geometry, double band);

}  // namespace hemiola::features
