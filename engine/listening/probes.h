// Known signals through a way to sound: clicks, tones, silence, the clock.
#pragma once

#include <vector>

#include "listening/attacks.h"
#include "listening/synthesizer.h"
#include "listening/tones.h"

namespace hemiola::listening {

// Single samples of full scale, 0.4 s apart, each an eighth of a hop later against the frames.
struct Clicks {
  std::vector<float> samples;
  std::vector<std::size_t> at;
};
Clicks make_clicks(const features::Geometry& geometry, double sample_rate);
// The mean of the eight; energies are added up before they become decibels.
Attack probe_clicks(Synthesizer& synthesizer, const Clicks& clicks,
                    const std::vector<float>& log_bands, double sample_rate);

// The worst and the mean tone of all.
struct ToneResults {
  double worst_low_cents = 0, worst_high_cents = 0, worst_modulation = 0;
  double mean_low_cents = 0, mean_high_cents = 0, mean_modulation = 0;
};
ToneResults probe_tones(Synthesizer& synthesizer, const features::Geometry& geometry,
                        double sample_rate);

// A second of an organ chord, then two of nothing; its sound's peak from half a second after the
// chord's end on, dBFS.
std::vector<float> make_chord_and_silence(double sample_rate);
double probe_silence(Synthesizer& synthesizer, const std::vector<float>& log_bands,
                     double sample_rate);

// One frame, one thread, in milliseconds: the median of the quietest of eight runs of 50 frames of
// these bands. Ways that don't stream: the time of the whole, by the frames.
double probe_cost(Synthesizer& synthesizer, const features::Geometry& geometry, double sample_rate,
                  const std::vector<float>& log_bands);

}  // namespace hemiola::listening
