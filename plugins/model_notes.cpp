// Reads the maps of notes from the segment.
#include "model_notes.h"

#include <span>

namespace hemiola::plugin {

using patchbay::NoteMapView;
using patchbay::NoteReaderView;

NoteMapView ModelNotes::map() const noexcept {
  const ipc::NoteTable& table = value();
  if (table.places == 0) return {};
  const auto channels = static_cast<std::size_t>(table.channels_per_place);
  return {table.places, table.channels_per_place,
          std::span(table.kernel).first(NoteMapView::kRegisters * NoteMapView::kReach * channels),
          std::span(table.bias).first(static_cast<std::size_t>(harmony()))};
}

NoteReaderView ModelNotes::reader() const noexcept {
  const ipc::NoteTable& table = value();
  if (table.places == 0 || table.readable == 0) return {};
  const auto channels = static_cast<std::size_t>(table.channels_per_place);
  return {table.places, table.channels_per_place,
          std::span(table.reader_kernel).first(NoteMapView::kReach * channels),
          std::span(table.reader_bias).first(static_cast<std::size_t>(table.places))};
}

void ModelNotes::say_why_not(World* world, const char* unit, int channels,
                             bool reads) const noexcept {
  if (map().empty() || (reads && reader().empty()))
    return tell(
        world, {.print =
                    [](const Note& note) {
                      Print(
                          "%s: the model that plays has no map %s; it gets one by: hemiola "
                          "train --notes-only --from MODEL --out NEW\n",
                          note.subject,
                          note.numbers[0] != 0 ? "from harmony to notes" : "from notes to harmony");
                    },
                .subject = unit,
                .numbers = {reads ? 1 : 0}});
  if (harmony() == channels) return;
  tell(world, {.print =
                   [](const Note& note) {
                     Print(
                         "%s: the model has %d channels of harmony, this synth was made for %d. It "
                         "stays silent; make it again with the model's numbers.\n",
                         note.subject, note.numbers[0], note.numbers[1]);
                   },
               .subject = unit,
               .numbers = {harmony(), channels}});
}

}  // namespace hemiola::plugin
