// Writes and reads packets for the OSC tests with oscpack.
#pragma once

#include <oscpack/osc/OscOutboundPacketStream.h>
#include <oscpack/osc/OscReceivedElements.h>

#include <map>
#include <string>
#include <vector>

namespace packets {

// One message, with any arguments that oscpack accepts.
template <typename... Arguments>
std::string message(const char* address, Arguments... arguments) {
  std::vector<char> buffer(65536);
  osc::OutboundPacketStream out(buffer.data(), buffer.size());
  out << osc::BeginMessage(address);
  (void)(out << ... << arguments);
  out << osc::EndMessage;
  return {out.Data(), out.Size()};
}

inline void append_int(std::string& bytes, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 255);
}

// A bundle of encoded packets; time 1 means immediately.
inline std::string bundle(const std::vector<std::string>& elements, std::uint64_t time = 1) {
  std::string bytes("#bundle\0", 8);
  append_int(bytes, static_cast<std::uint32_t>(time >> 32));
  append_int(bytes, static_cast<std::uint32_t>(time));
  for (const std::string& element : elements) {
    append_int(bytes, static_cast<std::uint32_t>(element.size()));
    bytes += element;
  }
  return bytes;
}

struct Message {
  std::string address;
  std::vector<std::string> strings;
  std::vector<double> numbers;
  std::map<std::string, double> pairs;  // each string and the number after it
};

inline Message read(const std::string& bytes) {
  const osc::ReceivedMessage received(osc::ReceivedPacket(bytes.data(), bytes.size()));
  Message message{.address = received.AddressPattern(), .strings = {}, .numbers = {}, .pairs = {}};
  for (auto it = received.ArgumentsBegin(); it != received.ArgumentsEnd(); ++it) {
    if (it->IsString()) {
      message.strings.emplace_back(it->AsString());
    } else {
      message.numbers.push_back(it->IsBool()    ? it->AsBool()
                                : it->IsInt32() ? it->AsInt32()
                                                : double{it->AsFloat()});
      if (!message.strings.empty()) message.pairs[message.strings.back()] = message.numbers.back();
    }
  }
  return message;
}

}  // namespace packets
