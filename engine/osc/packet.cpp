// Reads and writes OSC 1.0 packets.
#include "osc/packet.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace hemiola::osc {

namespace {

// Takes one thing after another off the front of the bytes, and never more than there are.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }

  std::string_view take(std::size_t size) {
    if (size > rest_.size()) throw Malformed("it ends before its contents do");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::uint32_t take_word() {
    std::uint32_t word = 0;
    for (const char c : take(4)) word = word << 8 | static_cast<unsigned char>(c);
    return word;
  }
  std::uint64_t take_two_words() {
    const std::uint64_t high = take_word();
    return high << 32 | take_word();
  }
  // Strings end with one to four zeros, so that the next thing begins at a multiple of four.
  std::string_view take_string() {
    const std::size_t length = rest_.find('\0');
    if (length == std::string_view::npos) throw Malformed("a string in it has no end");
    return take((length / 4 + 1) * 4).substr(0, length);
  }
  void skip_blob() {
    const std::size_t size = take_word();
    take((size + 3) / 4 * 4);
  }

 private:
  std::string_view rest_;
};

Value take_value(char type, Cursor& cursor) {
  Value value{.type = type};
  switch (type) {
    case 'i':
      value.number = static_cast<std::int32_t>(cursor.take_word());
      break;
    case 'f':
      value.number = std::bit_cast<float>(cursor.take_word());
      break;
    case 'h':
      value.number = static_cast<double>(static_cast<std::int64_t>(cursor.take_two_words()));
      break;
    case 'd':
      value.number = std::bit_cast<double>(cursor.take_two_words());
      break;
    case 'T':
      value.number = 1;
      break;
    case 'c':
    case 'r':
    case 'm':
      cursor.take(4);
      break;
    case 't':
      cursor.take(8);
      break;
    case 's':
    case 'S':
      value.text = cursor.take_string();
      break;
    case 'b':
      cursor.skip_blob();
      break;
    case 'F':
    case 'N':
    case 'I':
    case '[':
    case ']':
      break;
    default:
      throw Malformed("it has an argument of a type that OSC does not know");
  }
  return value;
}

Message read_message(std::string_view bytes) {
  Cursor cursor(bytes);
  Message message{.address = cursor.take_string(), .arguments = {}};
  if (cursor.at_end()) return message;  // old programs leave out the types where there are none
  const std::string_view types = cursor.take_string();
  if (!types.starts_with(',')) throw Malformed("its arguments have no type tags");
  for (const char type : types.substr(1)) message.arguments.push_back(take_value(type, cursor));
  return message;
}

void read_element(std::string_view bytes, int depth, TimeTag time, std::vector<Message>& messages) {
  if (bytes.empty()) throw Malformed("a part of it is empty");
  if (bytes.size() % 4 != 0) throw Malformed("its size is no multiple of four");
  if (!bytes.starts_with(kBundle)) {
    messages.push_back(read_message(bytes));
    messages.back().time = time;
    return;
  }
  if (depth == kMostNesting) throw Malformed("its bundles are nested too deeply");
  Cursor cursor(bytes);
  cursor.take(kBundle.size());
  // OSC forbids an inner bundle to be due before the outer one; one that is waits with it.
  time = std::max<TimeTag>(time, cursor.take_two_words());
  while (!cursor.at_end()) {
    const std::size_t size = cursor.take_word();
    read_element(cursor.take(size), depth + 1, time, messages);
  }
}

void append_string(std::string& bytes, std::string_view text) {
  bytes += text;
  bytes.append(4 - text.size() % 4, '\0');
}

void append_word(std::string& bytes, std::uint32_t word) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(word >> shift & 255);
}

}  // namespace

std::vector<Message> read_packet(std::span<const char> bytes) {
  std::vector<Message> messages;
  read_element({bytes.data(), bytes.size()}, 0, kNow, messages);
  return messages;
}

void MessageWriter::add(std::int32_t value) {
  types_ += 'i';
  append_word(arguments_, static_cast<std::uint32_t>(value));
}

void MessageWriter::add(float value) {
  types_ += 'f';
  append_word(arguments_, std::bit_cast<std::uint32_t>(value));
}

void MessageWriter::add(std::string_view value) {
  types_ += 's';
  append_string(arguments_, value);
}

std::string MessageWriter::bytes() const {
  std::string packet;
  append_string(packet, address_);
  append_string(packet, types_);
  return packet + arguments_;
}

}  // namespace hemiola::osc
