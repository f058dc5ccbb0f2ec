// OSC 1.0 packets as bytes: reading them without trust, and writing messages.
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

// oscpack reads and writes them. What it reads has been walked through before, for it follows the
// sizes that a packet names, also out of it.

// When a message is to take effect: seconds since 1900 in 32.32 bits. Numbers compare as times.
using TimeTag = std::uint64_t;
inline constexpr TimeTag kNow = 1;  // OSC's "immediately"

// Deeper bundles are nobody's music, and each level costs stack.
inline constexpr int kMaxNesting = 8;

struct Value {
  char type = 'N';        // OSC's type tag
  double number = 0;      // of i, f, h, d, T (1) and F (0)
  std::string text = {};  // of s and S

  bool is_text() const { return type == 's' || type == 'S'; }
  // Texts that are a number count as one: some senders know no other type.
  std::optional<double> as_number() const;
};

struct Message {
  std::string address = {};           // as its sender meant it: see as_meant() in osc/pattern.h
  std::vector<Value> arguments = {};  // those of arrays one after another, without the brackets
  TimeTag time = kNow;                // the bundle's; of nested ones the latest
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
  explicit MessageWriter(std::string_view address);
  ~MessageWriter();
  void add(std::int32_t value);
  void add(float value);
  void add(std::string_view value);
  std::string bytes();

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace hemiola::osc
