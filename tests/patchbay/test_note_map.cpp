// The map from notes to harmony: linear, along pitch.
#include <algorithm>
#include <cmath>
#include <vector>

#include "patchbay/note_map.h"
#include "support/catch.h"

using namespace hemiola;
using patchbay::NoteMap;
using patchbay::NoteMapView;

namespace {

NoteMap some_map(int places, int channels) {
  NoteMap map{places, channels, {}, {}};
  for (int i = 0; i < NoteMapView::kRegisters * NoteMapView::kReach * channels; ++i)
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

TEST_CASE("no notes give the bias, and a note adds its registers' kernels around its place") {
  const NoteMap map = some_map(108, 2);
  CHECK(harmony_of(map, {}) == map.bias);
  const auto kernel = [&](int r, int offset, int c) {
    const int row = r * NoteMapView::kReach + offset + NoteMapView::kBelow;
    return map.kernel[static_cast<std::size_t>(2 * row + c)];
  };
  const auto one = harmony_of(map, {66});  // a quarter of the way from C4 to C6
  for (const int place : {12, 41, 42, 43, 72, 86}) {
    const int offset = 42 - place;  // of the note from this place
    for (int c = 0; c < 2; ++c) {
      const auto at = static_cast<std::size_t>(2 * place + c);
      const bool reached = offset >= -NoteMapView::kBelow && offset <= NoteMapView::kAbove;
      const float added = reached ? 0.75f * kernel(1, offset, c) + 0.25f * kernel(2, offset, c) : 0;
      CHECK(one[at] == Approx(map.bias[at] + added).margin(1e-6));
    }
  }
}

TEST_CASE("how loud a chord is changes nothing, but what is softer than a limit fades out") {
  const NoteMap map = some_map(108, 1);
  std::vector<float> loudness(108), loud(108), soft(108);
  for (const int place : {36, 40, 43}) loudness[static_cast<std::size_t>(place)] = 0.25f;
  map.view().harmony_of(loudness, loud);
  for (float& x : loudness) x *= 4;
  map.view().harmony_of(loudness, soft);
  for (std::size_t i = 0; i < loud.size(); ++i) CHECK(loud[i] == Approx(soft[i]).margin(1e-6));
  for (float& x : loudness) x *= 0.5f * NoteMapView::kFadesBelow / std::sqrt(3.0f);
  map.view().harmony_of(loudness, soft);
  for (std::size_t i = 0; i < loud.size(); ++i)
    CHECK(soft[i] - map.bias[i] == Approx(0.5f * (loud[i] - map.bias[i])).margin(1e-6));
}

TEST_CASE("a note between two semitones is both of them, and notes out of range are left out") {
  const NoteMap map = some_map(108, 1);
  const auto low = harmony_of(map, {60, 61}), high = low, between = harmony_of(map, {60.5});
  for (std::size_t i = 0; i < low.size(); ++i)
    CHECK(between[i] == Approx(0.5f * (low[i] + high[i])).margin(1e-6));
  CHECK(harmony_of(map, {-5, 200, std::nan("")}) == map.bias);
}
