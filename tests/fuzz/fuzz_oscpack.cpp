// Fuzzes the size check together with oscpack. oscpack is not instrumented, so the packet is placed
// between two inaccessible pages: wrong sizes in it must not lead to an access to either.
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "osc/packet.h"

namespace {

constexpr std::size_t kPage = 4096, kRoom = 16 * kPage;

char* room_between_walls() {
  void* all = mmap(nullptr, kRoom + 2 * kPage, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  char* room = static_cast<char*>(all) + kPage;
  if (all == MAP_FAILED || mprotect(room, kRoom, PROT_READ | PROT_WRITE) != 0) std::abort();
  return room;
}

std::size_t read_at(char* place, const std::uint8_t* data, std::size_t size) {
  if (size > 0) std::memcpy(place, data, size);
  try {
    std::size_t arguments = 0;
    for (const auto& message : hemiola::osc::read_packet({place, size})) {
      if (message.address.size() >= size) std::abort();
      arguments += message.arguments.size();
      for (const auto& value : message.arguments)
        if (value.text.size() >= size) std::abort();
    }
    if (arguments > size) std::abort();
    return arguments;
  } catch (const hemiola::osc::Malformed&) {
    return kRoom;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static char* const room = room_between_walls();
  if (size > kRoom) return 0;
  const std::size_t at_end = read_at(room + kRoom - size, data, size);
  if (read_at(room, data, size) != at_end) std::abort();
  return 0;
}
