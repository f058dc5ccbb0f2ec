// Encodes and decodes each recording twice, and measures how near the copies are.
#include "report/side_by_side.h"

#include <cmath>
#include <utility>

#include "baselines/synthesizer.h"
#include "coding/offline_patcher.h"
#include "measures/chroma_flux.h"
#include "measures/compare.h"
#include "measures/texture.h"
#include "report/figure_text.h"

namespace hemiola::report {
namespace {

std::vector<float> copy_of(const coding::Mix& mix, const std::shared_ptr<const model::Model>& model,
                           const baselines::MakeSynthesizer& make) {
  const coding::OfflinePatcher patcher(model, mix.sample_rate);
  const auto bands = baselines::bands_of(mix.samples, patcher.geometry(), mix.sample_rate);
  return make(patcher.geometry(), mix.sample_rate)
      ->sound(patcher.decode(patcher.encode(bands)), mix.samples.size());
}

GalleryClip measured(PageClip page, const coding::Mix& truth, std::vector<float> sound) {
  const double rate = truth.sample_rate;
  page.figures = {
      {"spectrograms: likeness (NSIM)",
       figure_text(measures::ear_likeness(sound, truth.samples, rate))},
      {"envelopes: modulation, off by",
       figure_text(measures::modulation_difference_db(measures::texture_of(sound, rate),
                                                      measures::texture_of(truth.samples, rate)),
                   "%.1f dB")},
      {"onsets: correlation",
       figure_text(measures::correlation(measures::flux_of(sound, rate).values,
                                         measures::flux_of(truth.samples, rate).values))}};
  return {std::move(page), rate, std::move(sound)};
}

}  // namespace

GallerySection make_side_by_side(const std::shared_ptr<const model::Model>& earlier_or_null,
                                 const std::shared_ptr<const model::Model>& today,
                                 const std::vector<Recording>& recordings,
                                 const coding::ReportProgress& report) {
  const bool other = earlier_or_null != nullptr;
  const auto& earlier = other ? earlier_or_null : today;
  const baselines::MakeSynthesizer first_voice =
      other ? baselines::synthesizer_of(earlier) : baselines::make_classical;
  const std::string first_words =
      other ? "Encoded and decoded by an earlier model."
            : "Encoded and decoded, with computed phases: how it sounded before a network learned "
              "to. Does noise flutter, are hits thin?";
  GallerySection section{"Recorded, before and now: copies side by side", {}, 3};
  for (const Recording& one : recordings) {
    section.clips.push_back({{one.file, one.name + ", recorded", "The recording itself.", {}},
                             one.mix.sample_rate,
                             one.mix.samples});
    section.clips.push_back(measured({one.file + "_before", one.name + ", before", first_words, {}},
                                     one.mix, copy_of(one.mix, earlier, first_voice)));
    section.clips.push_back(measured({one.file + "_now",
                                      one.name + ", now",
                                      "Encoded and decoded by the model that plays on this page.",
                                      {}},
                                     one.mix,
                                     copy_of(one.mix, today, baselines::synthesizer_of(today))));
    if (report)
      report(
          static_cast<double>(section.clips.size()) / (3 * static_cast<double>(recordings.size())),
          "copies side by side");
  }
  return section;
}

}  // namespace hemiola::report
