// Reads and writes OSC 1.0 packets with oscpack.
#include "osc/packet.h"

#include <oscpack/osc/OscOutboundPacketStream.h>
#include <oscpack/osc/OscReceivedElements.h>

#include <algorithm>
#include <charconv>

#include "osc/pattern.h"

namespace hemiola::osc {

namespace {

constexpr std::string_view kBundle{"#bundle\0", 8};  // start of a bundle
constexpr std::size_t kMaxBytes = 65536;             // for sending: more than UDP can carry

// Takes items from the front of the bytes, never beyond their end. Throws Malformed.
class Walk {
 public:
  explicit Walk(std::string_view bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }

  std::string_view take(std::size_t size) {
    if (size > rest_.size()) throw Malformed("it ends before its contents do");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::size_t take_size() {
    std::uint32_t size = 0;
    for (const char c : take(4)) size = size << 8 | static_cast<unsigned char>(c);
    return size;
  }
  // Strings end with one to four zeros, so that the next item starts at a multiple of four. oscpack
  // checks only every fourth byte.
  std::string_view take_string() {
    const std::size_t length = rest_.find('\0');
    if (length == std::string_view::npos) throw Malformed("a string in it has no end");
    const std::string_view padded = take((length / 4 + 1) * 4);
    if (length > 0 && padded.back() != '\0')
      throw Malformed("a string in it is not filled up with zeros");
    return padded.substr(0, length);
  }

 private:
  std::string_view rest_;
};

void check_argument(char type, Walk& walk) {
  constexpr std::string_view kNothing = "TFNI[]", kFour = "ifcrm", kEight = "hdt";
  if (type == 's' || type == 'S')
    walk.take_string();
  else if (type == 'b')
    walk.take((walk.take_size() + 3) / 4 * 4);
  else if (kFour.find(type) != std::string_view::npos)
    walk.take(4);
  else if (kEight.find(type) != std::string_view::npos)
    walk.take(8);
  else if (kNothing.find(type) == std::string_view::npos)
    throw Malformed("it has an argument of a type that OSC does not know");
}

void check_message(Walk walk) {
  walk.take_string();
  if (walk.at_end()) return;  // old programs omit empty type tags
  const std::string_view types = walk.take_string();
  if (!types.starts_with(',')) throw Malformed("its arguments have no type tags");
  for (const char type : types.substr(1)) check_argument(type, walk);
}

// Throws Malformed unless all parts of this element are inside it.
void check_element(std::string_view bytes, int depth) {
  if (bytes.empty()) throw Malformed("a part of it is empty");
  if (bytes.size() % 4 != 0) throw Malformed("its size is no multiple of four");
  if (!bytes.starts_with('#')) return check_message(Walk(bytes));
  if (!bytes.starts_with(kBundle)) throw Malformed("it begins like a bundle and is none");
  if (depth == kMaxNesting) throw Malformed("its bundles are nested too deeply");
  Walk walk(bytes.substr(kBundle.size()));
  walk.take(sizeof(TimeTag));
  while (!walk.at_end()) check_element(walk.take(walk.take_size()), depth + 1);
}

Value value_of(const ::osc::ReceivedMessageArgument& argument) {
  Value value{.type = argument.TypeTag()};
  if (argument.IsInt32()) value.number = argument.AsInt32Unchecked();
  if (argument.IsInt64()) value.number = static_cast<double>(argument.AsInt64Unchecked());
  if (argument.IsFloat()) value.number = argument.AsFloatUnchecked();
  if (argument.IsDouble()) value.number = argument.AsDoubleUnchecked();
  if (argument.IsBool()) value.number = argument.AsBoolUnchecked() ? 1 : 0;
  if (argument.IsString()) value.text = argument.AsStringUnchecked();
  if (argument.IsSymbol()) value.text = argument.AsSymbolUnchecked();
  return value;
}

Message message_of(const ::osc::ReceivedMessage& received, TimeTag time) {
  Message message{.address = std::string(trimmed(received.AddressPattern())), .time = time};
  for (auto each = received.ArgumentsBegin(); each != received.ArgumentsEnd(); ++each)
    if (!each->IsArrayBegin() && !each->IsArrayEnd()) message.arguments.push_back(value_of(*each));
  return message;
}

// Element: oscpack's class for a packet or an element of a bundle.
template <typename Element>
void read_element(const Element& element, TimeTag time, std::vector<Message>& messages) {
  if (element.IsMessage())
    return messages.push_back(message_of(::osc::ReceivedMessage(element), time));
  const ::osc::ReceivedBundle bundle(element);
  // OSC forbids an inner bundle to be due before its outer one; if it is, it waits for that.
  time = std::max<TimeTag>(time, bundle.TimeTag());
  for (auto each = bundle.ElementsBegin(); each != bundle.ElementsEnd(); ++each)
    read_element(*each, time, messages);
}

}  // namespace

std::optional<double> Value::as_number() const {
  if (std::string_view("ifhdTF").find(type) != std::string_view::npos) return number;
  if (!is_text()) return std::nullopt;
  std::string_view digits = text;
  const auto first = digits.find_first_not_of(' ');
  digits.remove_prefix(std::min(first, digits.size()));
  digits = digits.substr(0, digits.find_last_not_of(' ') + 1);
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  double found = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), found);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return found;
}

std::vector<Message> read_packet(std::span<const char> bytes) {
  check_element({bytes.data(), bytes.size()}, 0);
  std::vector<Message> messages;
  try {
    read_element(::osc::ReceivedPacket(bytes.data(), bytes.size()), kNow, messages);
  } catch (const ::osc::Exception& error) {
    throw Malformed(error.what());
  }
  return messages;
}

struct MessageWriter::Stream {
  std::unique_ptr<char[]> buffer{new char[kMaxBytes]};
  ::osc::OutboundPacketStream out{buffer.get(), kMaxBytes};
};

MessageWriter::MessageWriter(std::string_view address) : stream_(std::make_unique<Stream>()) {
  stream_->out << ::osc::BeginMessage(std::string(address).c_str());
}

MessageWriter::~MessageWriter() = default;

void MessageWriter::add(std::int32_t value) { stream_->out << ::osc::int32{value}; }
void MessageWriter::add(float value) { stream_->out << value; }
void MessageWriter::add_flag(bool value) { stream_->out << value; }
void MessageWriter::add(std::string_view value) { stream_->out << std::string(value).c_str(); }

std::string MessageWriter::bytes() {
  stream_->out << ::osc::EndMessage;
  return {stream_->out.Data(), stream_->out.Size()};
}

}  // namespace hemiola::osc
