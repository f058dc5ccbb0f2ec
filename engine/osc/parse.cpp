// Reads OSC messages against the address table.
#include "osc/parse.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "osc/arguments.h"
#include "osc/pattern.h"

namespace hemiola::osc {

namespace {

using Voices = std::vector<int>;  // only -1: all

// Our own replies, which may arrive here by mistake: replying to them could cause an endless loop.
constexpr std::string_view kAnswers[] = {"/fail", "/hemiola/clamped", "/hemiola/pong",
                                         "/hemiola/loaded", "/hemiola/subscribed"};

// Whether the address has the row's form. Writes the VOICE part of the address to voice.
bool fits(std::string_view address, std::string_view row, std::string_view& voice) {
  if (!address.starts_with('/')) return false;
  while (!address.empty() && !row.empty()) {
    const std::string_view word = take_part(address), wanted = take_part(row);
    if (wanted == "/VOICE") {
      voice = word.substr(1);
    } else if (is_pattern(word) ? !matches(word.substr(1), wanted.substr(1)) : word != wanted) {
      return false;
    }
  }
  return address.empty() && row.empty();
}

std::string unknown_address() {
  std::string reason = "unknown address; known are";
  for (const Row& row : table()) reason += ' ' + std::string(row.address);
  return reason;
}

// Nothing if a plain text is not a voice; empty if a pattern matches none.
std::optional<Voices> read_voices(std::string_view text, const VoiceNames& voices) {
  if (text == "all") return Voices{-1};
  if (is_pattern(text)) {
    Voices matched;
    for (int voice = 0; voice < voices.voices(); ++voice) {
      const std::string& name = voices.all()[static_cast<std::size_t>(voice)];
      if (matches(text, std::to_string(voice)) || (!name.empty() && matches(text, name)))
        matched.push_back(voice);
    }
    if (static_cast<int>(matched.size()) == voices.voices()) return Voices{-1};
    return matched;
  }
  const int voice = voices.find(text);
  return voice < 0 ? std::nullopt : std::optional(Voices{voice});
}

void answer(Reply::Kind kind, Parsed& parsed) {
  if (parsed.replies.size() < kMaxRepliesPerPacket) parsed.replies.push_back({.kind = kind});
}

// The commands of one message for one voice: the elements of a list or chord come one by one.
std::vector<Order> orders_of(const Row& row, const Arguments& arguments, TimeTag time) {
  Order order;
  order.time = time;
  order.part = row.part;
  order.verb = row.verb;
  order.value = static_cast<float>(arguments.number[0]);
  if (row.arguments > 1) order.weight = static_cast<float>(arguments.number[1]);
  std::vector<Order> orders = {order};
  for (const double element : arguments.list) {
    order.verb = row.each;
    order.value = static_cast<float>(element);
    order.weight = row.each == patchbay::Verb::note ? patchbay::kUsualVelocity : 1;
    orders.push_back(order);
  }
  return orders;
}

void take_command(const Row& row, const Arguments& arguments, const Voices& voices, TimeTag time,
                  Parsed& parsed) {
  if (row.verb == patchbay::Verb::reset && arguments.number[0] == 0) return;
  std::vector<Order> orders = orders_of(row, arguments, time);
  for (const int voice : voices) {
    for (Order& order : orders) {
      // One command above the limit is enough: the whole packet is rejected later.
      if (parsed.commands.size() > kMaxCommandsPerPacket) return;
      order.voice = voice;
      parsed.commands.push_back(order);
    }
  }
}

void take_request(const Row& row, const Arguments& arguments, const Voices& voices,
                  std::string_view address, Parsed& parsed) {
  Request request{.action = row.action, .address = quotable(address)};
  if (row.arguments == 2) request.rate_hz = arguments.number[0];
  if (row.arguments > 0 && row.argument[row.arguments - 1].rule == Rule::whole)
    request.port = static_cast<int>(arguments.number[row.arguments - 1]);
  request.name = arguments.text;
  for (const int voice : voices) {
    if (parsed.requests.size() >= kMaxRepliesPerPacket)
      return parsed.refuse(address, "this packet asks for too much; send it in parts");
    request.voice = voice;
    parsed.requests.push_back(request);
  }
}

void take_snapshot(const Row& row, const Arguments& arguments, TimeTag time, Parsed& parsed) {
  if (parsed.commands.size() > kMaxCommandsPerPacket) return;
  Order order;
  order.time = time;
  order.snapshot.what = row.what;
  order.snapshot.x = order.snapshot.y = NAN;
  std::copy(arguments.text.begin(), arguments.text.end(), order.snapshot.text.begin());
  for (int i = 0; i < row.arguments; ++i) {
    const auto number = static_cast<float>(arguments.number[i]);
    if (row.argument[i].name == "x") order.snapshot.x = number;
    if (row.argument[i].name == "y") order.snapshot.y = number;
    if (row.argument[i].name == "seconds") order.snapshot.seconds = number;
  }
  parsed.commands.push_back(order);
}

void take_row(const Row& row, const Message& message, const Voices& voices,
              const VoiceNames& all_voices, Parsed& parsed) {
  Arguments arguments;
  if (!read_arguments(row, message, all_voices, parsed, arguments)) return;
  switch (row.action) {
    case Action::status:
      return answer(Reply::Kind::status, parsed);
    case Action::late:
      return answer(Reply::Kind::late, parsed);
    case Action::ping:
      return answer(Reply::Kind::pong, parsed);
    case Action::snapshot:
      return take_snapshot(row, arguments, message.time, parsed);
    case Action::command:
      return take_command(row, arguments, voices, message.time, parsed);
    case Action::latents:
    case Action::onsets:
    case Action::chroma:
    case Action::chord:
    case Action::pushed_status:
    case Action::unsubscribe:
    case Action::model:
    case Action::models:
    case Action::name:
    case Action::names:
    case Action::snapshots:
      return take_request(row, arguments, voices, message.address, parsed);
  }
}

}  // namespace

void Parsed::refuse(std::string_view address, std::string reason) {
  bad = true;
  if (replies.size() >= kMaxRepliesPerPacket) return;
  replies.push_back({.address = quotable(address), .reason = std::move(reason)});
}

void read_message(const Message& message, const VoiceNames& voices, Parsed& parsed) {
  const std::string_view address = message.address;
  if (std::find(std::begin(kAnswers), std::end(kAnswers), address) != std::end(kAnswers)) {
    parsed.bad = true;
    return;
  }
  const bool pattern = is_pattern(address);
  bool found = false;
  for (const Row& row : table()) {
    std::string_view voice = "all";
    if (!fits(address, row.address, voice)) continue;
    const std::optional<Voices> meant = read_voices(voice, voices);
    if (!meant)
      return parsed.refuse(
          address, "there is no such voice; voices are " + voices_in_words(voices) + ", or all");
    if (meant->empty()) continue;
    found = true;
    take_row(row, message, *meant, voices, parsed);
    if (!pattern) return;
  }
  if (found) return;
  parsed.refuse(address, pattern ? "this pattern matches no address; voices are " +
                                       voices_in_words(voices) + ", or all"
                                 : unknown_address());
}

void read_made(std::span<const Message> made, const VoiceNames& voices, Parsed& parsed) {
  Parsed unheard;
  std::swap(unheard.commands, parsed.commands);  // so that the limit applies to all of them
  for (const Message& message : made) read_message(message, voices, unheard);
  std::swap(unheard.commands, parsed.commands);
}

Parsed parse(std::span<const char> packet, const VoiceNames& voices, Translator* translator,
             Translator::Clock::time_point now) {
  Parsed parsed;
  try {
    for (const Message& message : read_packet(packet)) {
      const auto translation =
          translator != nullptr ? translator->translate(message, now) : std::nullopt;
      if (!translation) {
        read_message(message, voices, parsed);
        continue;
      }
      read_made(translation->made, voices, parsed);
      for (const std::string& reason : translation->refused) parsed.refuse(message.address, reason);
    }
  } catch (const Malformed& error) {
    parsed.refuse("", std::string("this is not an OSC packet: ") + error.what());
  }
  return parsed;
}

}  // namespace hemiola::osc
