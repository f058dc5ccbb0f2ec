// Messages between the plugin and the fork server of its workers, sent over a socket.
#pragma once

#include <cstdint>
#include <type_traits>

namespace hemiola::ipc {

// From the plugin to the fork server. A start is sent only while no worker runs.
struct Order {
  enum class What : std::uint32_t { start, kill };
  What what = What::start;
  char model[2048] = {};  // for start; empty: the worker's default
};

// From the fork server to the plugin: the worker has ended. status: as returned by waitpid.
struct Notice {
  std::int32_t status = 0;
};

static_assert(std::is_trivially_copyable_v<Order> && std::is_trivially_copyable_v<Notice>);

}  // namespace hemiola::ipc
