// Where programs of this user keep what outlasts them.
#pragma once

#include <cstdlib>
#include <filesystem>

namespace hemiola::platform {

// $XDG_STATE_HOME/hemiola, else ~/.local/state/hemiola; empty if there is no home.
inline std::filesystem::path state_folder() {
  const auto set = [](const char* name) {
    const char* value = std::getenv(name);
    return std::filesystem::path(value != nullptr ? value : "");
  };
  if (!set("XDG_STATE_HOME").empty()) return set("XDG_STATE_HOME") / "hemiola";
  return set("HOME").empty() ? "" : set("HOME") / ".local/state/hemiola";
}

}  // namespace hemiola::platform
