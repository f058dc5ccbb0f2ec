// Reads untrusted OSC 1.0 packets and writes messages.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace hemiola::osc {

// Packets are validated before oscpack reads them, because it follows their sizes beyond their end.

// When a message takes effect: seconds since 1900 as 32.32 fixed point. Can be compared.
using TimeTag = std::uint64_t;
inline constexpr TimeTag kNow = 1;  // OSC's "immediately"

// Deeper bundles have no practical use, and each level needs stack.
inline constexpr int kMaxNesting = 8;

// One argument of a message.
struct Value {
  char type = 'N';        // OSC's type tag
  double number = 0;      // of i, f, h, d, T (1) and F (0)
  std::string text = {};  // of s and S

  bool is_text() const { return type == 's' || type == 'S'; }
  // The number, also of a string such as "3.5": some senders only have strings.
  std::optional<double> as_number() const;
  bool operator==(const Value&) const = default;
};

struct Message {
  std::string address = {};           // without trailing spaces and slashes: see trimmed()
  std::vector<Value> arguments = {};  // array elements in order, without brackets
  TimeTag time = kNow;                // of its bundle; the latest, if nested
};

// The packet is invalid; what() says why.
struct Malformed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// All messages of a packet in order, with those of nested bundles. Throws Malformed for the whole.
std::vector<Message> read_packet(std::span<const char> bytes);

// Writes one OSC message.
class MessageWriter {
 public:
  explicit MessageWriter(std::string_view address);
  ~MessageWriter();
  void add(std::int32_t value);
  void add(float value);
  void add(std::string_view value);
  void add_flag(bool value);
  std::string bytes();

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace hemiola::osc
