// What the plugin and the fork server of its workers say to each other over a socket.
#pragma once

#include <cstdint>
#include <type_traits>

namespace hemiola::ipc {

// Plugin to fork server. A start comes only while no worker runs.
struct Order {
  enum class What : std::uint32_t { start, kill };
  What what = What::start;
  char model[2048] = {};  // of start; empty: the worker's default
};

// Fork server to plugin: its worker has ended, as waitpid says it.
struct Notice {
  std::int32_t status = 0;
};

static_assert(std::is_trivially_copyable_v<Order> && std::is_trivially_copyable_v<Notice>);

}  // namespace hemiola::ipc
