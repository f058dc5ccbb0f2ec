// The map from notes to harmony: linear, along pitch.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "patchbay/note_map.h"

using namespace hemiola;
using patchbay::NoteMap;
using patchbay::NoteMapView;

namespace {

NoteMap some_map(int places, int channels) {
  NoteMap map{places, channels, {}, {}};
  for (int i = 0; i < NoteMapView::kReach * channels; ++i)
    map.kernel.push_back(0.01f * static_cast<float>(i % 17) - 0.05f);
  for (int i = 0; i < places * channels; ++i) map.bias.push_back(0.1f * static_cast<float>(i % 5));
  return map;
}

std::vector<float> harmony_of(const NoteMap& map, const std::vector<double>& notes) {
  std::vector<float> loudness(static_cast<std::size_t>(map.places)), harmony(map.bias.size());
  for (const double midi : notes) patchbay::add_note(loudness, midi, 0.7f);
  map.view().harmony_of(loudness, harmony);
  return harmony;
}

}  // namespace

TEST_CASE("no notes give the bias, and each note adds its kernel around its place") {
  const NoteMap map = some_map(108, 2);
  CHECK(harmony_of(map, {}) == map.bias);
  const auto one = harmony_of(map, {60});
  for (const int place : {6, 35, 36, 37, 66, 80}) {
    const int offset = 36 - place;  // of the note from this place
    for (int c = 0; c < 2; ++c) {
      const auto at = static_cast<std::size_t>(2 * place + c);
      const bool reached = offset >= -NoteMapView::kBelow && offset <= NoteMapView::kAbove;
      const float kernel =
          reached ? map.kernel[static_cast<std::size_t>(2 * (offset + NoteMapView::kBelow) + c)]
                  : 0;
      CHECK(one[at] == Approx(map.bias[at] + 0.7f * kernel).margin(1e-6));
    }
  }
}

TEST_CASE("a note between two semitones is half of each, and notes out of range are left out") {
  const NoteMap map = some_map(108, 1);
  const auto low = harmony_of(map, {60}), high = harmony_of(map, {61}),
             between = harmony_of(map, {60.5});
  for (std::size_t i = 0; i < low.size(); ++i)
    CHECK(between[i] == Approx(0.5f * (low[i] + high[i])).margin(1e-6));
  CHECK(harmony_of(map, {-5, 200, std::nan("")}) == map.bias);
}
