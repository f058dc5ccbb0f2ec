// A table of the model that plays, as the worker publishes it, for a unit.
#pragma once

#include "host.h"

namespace hemiola::plugin {

// A copy. For the audio thread; all methods are wait-free.
template <typename Table, ipc::Snapshot<Table> ipc::Header::* kPlace>
class ModelTable {
 public:
  // Takes the table of the model that plays; true if it is another one than before. Without a model
  // it keeps the last one's.
  bool refresh() noexcept {
    const Attachment* current = host().current.load(std::memory_order_acquire);
    if (current == nullptr) return false;
    const auto& published = current->segment.header().*kPlace;
    const std::uint32_t version = host().current_version;
    if (version == attachment_version_ && published.version() == table_.version) return false;
    if (published.version() == 0 || !published.load(table_)) return false;
    attachment_version_ = version;
    return true;
  }
  // Whether there has been a model.
  bool known() const noexcept { return table_.version != 0; }
  const Table& value() const noexcept { return table_.value; }

 private:
  std::uint32_t attachment_version_ = 0;  // of the segment that the table is from
  typename ipc::Snapshot<Table>::Versioned table_;
};

}  // namespace hemiola::plugin
