// The model's maps from notes to harmony and back, for a unit.
#pragma once

#include "host.h"
#include "model_table.h"
#include "patchbay/note_map.h"
#include "patchbay/note_reader.h"

namespace hemiola::plugin {

class ModelNotes : public ModelTable<ipc::NoteTable, &ipc::Header::notes> {
 public:
  // Channels of harmony; 0 if the model has no map.
  int harmony() const noexcept { return value().places * value().channels_per_place; }
  int places() const noexcept { return value().places; }
  // Empty if the model has none.
  patchbay::NoteMapView map() const noexcept;
  patchbay::NoteReaderView reader() const noexcept;

  // Posts why a unit with so many channels of harmony is silent, or, if it needs the reader, that
  // there is none; nothing if all is well.
  void say_why_not(World* world, const char* unit, int channels, bool reads) const noexcept;
};

}  // namespace hemiola::plugin
