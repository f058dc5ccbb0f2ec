// Hits to rhythm.
#include "patchbay/beat_map.h"

#include <algorithm>
#include <cstddef>

#include "patchbay/latent.h"

namespace hemiola::patchbay {

void RecentHits::clear() noexcept {
  age.fill(BeatMapView::kEnd);
  loudness.fill(0);
}

void RecentHits::strike(int kind, float hit_loudness) noexcept {
  if (kind < 0 || kind >= kHits) return;
  age[static_cast<std::size_t>(kind)] = 0;
  loudness[static_cast<std::size_t>(kind)] = hit_loudness > 0 ? std::min(hit_loudness, 1.0f) : 0;
}

void RecentHits::pass(float seconds) noexcept {
  for (float& each : age) each = std::min(each + seconds, BeatMapView::kEnd);
}

BeatMap BeatMap::empty_of(int rhythm) {
  const std::vector<float> row(static_cast<std::size_t>(rhythm));
  return {rhythm, std::vector<float>(row.size() * BeatMapView::kRows), row, row, row, row};
}

float RecentHits::youngest() const noexcept {
  float least = BeatMapView::kEnd;
  for (std::size_t kind = 0; kind < age.size(); ++kind)
    if (loudness[kind] > 0) least = std::min(least, age[kind]);
  return least;
}

void BeatMapView::rhythm_of(const RecentHits& hits, std::span<float> out) const noexcept {
  std::copy(bias.begin(), bias.end(), out.begin());
  for_each_row(hits, [&](int row, float factor) {
    const float* values = kernel.data() + static_cast<std::ptrdiff_t>(row) * rhythm;
    for (int c = 0; c < rhythm; ++c) out[static_cast<std::size_t>(c)] += factor * values[c];
  });
  for (std::size_t c = 0; c < out.size(); ++c) out[c] = std::clamp(out[c], lowest[c], highest[c]);
  const float faded = std::max(0.0f, (hits.youngest() - kFadesFrom) / (kEnd - kFadesFrom));
  if (faded > 0) blend(out, silence, faded, out);
}

}  // namespace hemiola::patchbay
