// Test signals through a synthesizer: clicks, tones, silence, cost.
#pragma once

#include <vector>

#include "baselines/synthesizer.h"
#include "measures/attacks.h"
#include "measures/tones.h"

namespace hemiola::listening {

// Single full-scale samples about 0.4 s apart, each an eighth of a hop later within its frame.
struct Clicks {
  std::vector<float> samples;
  std::vector<std::size_t> at;
};
Clicks make_clicks(const features::Geometry& geometry, double sample_rate);
// The mean over the eight clicks; energies are averaged before conversion to dB.
measures::Attack probe_clicks(baselines::Synthesizer& synthesizer, const Clicks& clicks,
                              const std::vector<float>& log_bands, double sample_rate);

// The worst and the mean over all tones.
struct ToneResults {
  double worst_low_cents = 0, worst_high_cents = 0, worst_modulation = 0;
  double mean_low_cents = 0, mean_high_cents = 0, mean_modulation = 0;
};
ToneResults probe_tones(baselines::Synthesizer& synthesizer, const features::Geometry& geometry,
                        double sample_rate);

// One second of an organ chord, then two of silence. probe_silence: the peak in dBFS from half a
// second after the end of the chord.
std::vector<float> make_chord_and_silence(double sample_rate);
double probe_silence(baselines::Synthesizer& synthesizer, const std::vector<float>& log_bands,
                     double sample_rate);

// Milliseconds per frame on one thread: the minimum over eight runs of the median of 50 frames. If
// the synthesizer cannot stream: total time divided by the number of frames.
double probe_cost(baselines::Synthesizer& synthesizer, const features::Geometry& geometry,
                  double sample_rate, const std::vector<float>& log_bands);

}  // namespace hemiola::listening
