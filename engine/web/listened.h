// The values that one client listens to (OSCQuery's LISTEN), and which of them have changed.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "osc/last_values.h"

namespace hemiola::web {

// For the OSC thread.
class Listened {
 public:
  // values must outlive this.
  explicit Listened(const osc::LastValues& values) : values_(values) {}

  // Listens to the value at this path and all those below it, or no longer. False if there are
  // none.
  bool add(std::string_view path);
  bool remove(std::string_view path);
  bool empty() const { return sent_.empty(); }
  // An OSC message for each value that was not sent yet, or has changed since.
  std::vector<std::string> changes();

 private:
  using Place = std::pair<std::size_t, int>;  // a row of the table, and a voice
  using Value = std::vector<float>;

  std::vector<Place> places_below(std::string_view path) const;
  Value value_at(const Place& place) const;

  const osc::LastValues& values_;
  std::map<Place, std::optional<Value>> sent_;
};

}  // namespace hemiola::web
