// Analysis followed by synthesis, frame by frame, as in a session without a model.
#pragma once

#include <algorithm>

#include "features/analysis.h"
#include "features/signals.h"
#include "features/synthesis.h"

namespace hemiola::test {

struct Seam {
  explicit Seam(double rate, const features::Geometry& shape = features::Geometry())
      : geometry(shape),
        sample_rate(rate),
        hop(features::hop_samples(shape, rate)),
        delay(features::seam_delay_samples(shape, rate)),
        analysis(features::make_analysis_tables(shape, rate)),
        synthesis(features::make_synthesis_tables(shape, rate)) {}

  // Replaces each hop by the output after it was put in; appends silence for the delay.
  Samples raw(Samples samples) const {
    const auto whole = static_cast<std::size_t>(hop);
    samples.resize((samples.size() + static_cast<std::size_t>(delay)) / whole * whole + whole);
    features::Analyser analyser(analysis);
    features::Synthesiser synthesiser(synthesis);
    std::vector<float> frame(static_cast<std::size_t>(geometry.bands));
    for (std::size_t at = 0; at < samples.size(); at += whole) {
      analyser.process(samples.data() + at, frame.data());
      synthesiser.process(frame.data(), samples.data() + at, nullptr);
    }
    return samples;
  }

  // The same without the declared delay.
  Samples aligned(const Samples& samples) const {
    Samples out = raw(samples);
    out.erase(out.begin(), out.begin() + delay);
    out.resize(samples.size());
    return out;
  }

  features::Geometry geometry;
  double sample_rate;
  int hop;
  int delay;
  std::shared_ptr<const features::AnalysisTables> analysis;
  std::shared_ptr<const features::SynthesisTables> synthesis;
};

}  // namespace hemiola::test
