// Chords from harmony, against labels.
#include "evaluation/read_chords.h"

#include <vector>

#include "measures/chroma_flux.h"

namespace hemiola::evaluation {
namespace {

constexpr int kFrameStep = 12;

}  // namespace

void read_chords(ReadChords& sum, const patchbay::NoteReaderView& reader,
                 std::span<const float> harmony, const measures::FrameClock& clock,
                 const Labels& labels) {
  const auto width = static_cast<std::size_t>(reader.places * reader.channels);
  std::vector<float> loudness(static_cast<std::size_t>(reader.places)), classes;
  for (std::size_t at = 0; at + width <= harmony.size(); at += width) {
    reader.notes_of(harmony.subspan(at, width), loudness);
    const auto chroma = patchbay::chroma_of(loudness);
    classes.insert(classes.end(), chroma.begin(), chroma.end());
  }
  const std::vector<int> named = measures::match_triads(measures::chroma_from(classes, clock));
  for (std::size_t t = 0; t < named.size(); t += kFrameStep) {
    const int wanted = chord_at(labels, clock.centre(static_cast<double>(t)));
    if (wanted == measures::kNoChord) continue;
    sum.right += named[t] == wanted ? 1 : 0;
    ++sum.judged;
  }
}

}  // namespace hemiola::evaluation
