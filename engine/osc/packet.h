// OSC 1.0 packets as bytes: reading them without trust, and writing messages.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace hemiola::osc {

// Read here and not by a library: the common one follows the length that a blob claims to have out
// of the packet, and a sensor's broken datagram must not end a concert.

// When a message is to take effect: seconds since 1900 in 32.32 bits. Numbers compare as times.
using TimeTag = std::uint64_t;
inline constexpr TimeTag kNow = 1;  // OSC's "immediately"

inline constexpr std::string_view kBundle{"#bundle\0", 8};  // what a bundle begins with
// Deeper bundles are nobody's music, and each level costs stack.
inline constexpr int kMostNesting = 8;

struct Value {
  char type = 'N';             // OSC's type tag
  double number = 0;           // of i, f, h, d, T (1) and F (0)
  std::string_view text = {};  // of s and S
  bool is_number() const { return std::string_view("ifhdTF").find(type) != std::string_view::npos; }
};

// Points into the packet.
struct Message {
  std::string_view address;
  std::vector<Value> arguments;
  TimeTag time = kNow;  // the bundle's; of nested ones the latest
};

// What is wrong with the packet, as a sentence.
struct Malformed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The messages of a packet, those of bundles in their order, nested ones too. Throws Malformed, and
// then no part of the packet counts.
std::vector<Message> read_packet(std::span<const char> bytes);

class MessageWriter {
 public:
  explicit MessageWriter(std::string_view address) : address_(address) {}
  void add(std::int32_t value);
  void add(float value);
  void add(std::string_view value);
  std::string bytes() const;

 private:
  std::string address_;
  std::string types_ = ",";
  std::string arguments_;
};

}  // namespace hemiola::osc
