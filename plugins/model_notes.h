// The model's maps from notes to harmony and back, for a unit.
#pragma once

#include "host.h"
#include "patchbay/note_map.h"
#include "patchbay/note_reader.h"

namespace hemiola::plugin {

// A copy of what the worker publishes. For the audio thread; all methods are wait-free.
class ModelNotes {
 public:
  // Takes the maps of the model that plays; true if they are others than before. Without a model it
  // keeps the last one's.
  bool refresh() noexcept;
  // Whether there has been a model.
  bool known() const noexcept { return table_.version != 0; }
  // Channels of harmony; 0 if the model has no map.
  int harmony() const noexcept { return table_.value.places * table_.value.channels_per_place; }
  int places() const noexcept { return table_.value.places; }
  // Empty if the model has none.
  patchbay::NoteMapView map() const noexcept;
  patchbay::NoteReaderView reader() const noexcept;

  // Posts why a unit with so many channels of harmony is silent, or, if it needs the reader, that
  // there is none; nothing if all is well.
  void say_why_not(World* world, const char* unit, int channels, bool reads) const noexcept;

 private:
  std::uint32_t attachment_version_ = 0;  // of the segment that the table is from
  ipc::Snapshot<ipc::NoteTable>::Versioned table_;
};

}  // namespace hemiola::plugin
