// Reads OSC messages against the address table.
#include "osc/parse.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "osc/packet.h"
#include "osc/table.h"

namespace hemiola::osc {

namespace {

constexpr std::size_t kMostAddress = 120;

// What a sender wrote, fit to be sent back: leading zeros alone can make a good address 60 kB long.
std::string quotable(std::string_view address) {
  std::string text(address.substr(0, kMostAddress));
  for (char& c : text)
    if (c < ' ' || c > '~') c = '?';
  return text;
}

std::string_view next_word(std::string_view& path) {
  const std::size_t end = path.find('/', 1);
  const std::string_view word = path.substr(0, end);
  path.remove_prefix(word.size());
  return word;
}

// Does the address have the row's shape? Its voice, as text, goes to voice.
bool matches(std::string_view address, std::string_view pattern, std::string_view& voice) {
  while (!address.empty() && !pattern.empty()) {
    const std::string_view word = next_word(address), wanted = next_word(pattern);
    if (wanted == "/VOICE") {
      voice = word.substr(1);
    } else if (word != wanted) {
      return false;
    }
  }
  return address.empty() && pattern.empty();
}

std::string unknown_address() {
  std::string reason = "unknown address; known are";
  for (const Row& row : table()) reason += ' ' + std::string(row.address);
  return reason;
}

// OSC's one-letter types in words, for those who sent the wrong one.
std::string name_of_type(char tag) {
  switch (tag) {
    case 's':
    case 'S':
      return "a string";
    case 'b':
      return "a blob";
    case 'N':
      return "nil";
    case 'I':
      return "infinitum";
    default:
      return std::string("an argument of type ") + tag;
  }
}

class Reader {
 public:
  Reader(int voices, Outcome& outcome) : voices_(voices), outcome_(outcome) {}

  void read_message(const Message& message) {
    const std::string_view address = message.address;
    // Answers that ended here by mistake: answering them could go on for ever.
    if (address == "/fail" || address == "/hemiola/clamped" || address == "/hemiola/pong") {
      outcome_.bad = true;
      return;
    }
    std::string_view voice;
    for (const Row& row : table())
      if (matches(address, row.address, voice)) return read_row(row, address, voice, message);
    outcome_.refuse(address, unknown_address());
  }

 private:
  void read_row(const Row& row, std::string_view address, std::string_view voice,
                const Message& message) {
    patchbay::Command command{.part = row.part, .verb = row.verb};
    if (row.action == Action::command && !read_voice(voice, address, command.voice)) return;
    double values[kMostArguments] = {};
    if (!read_arguments(row, address, message, values)) return;
    switch (row.action) {
      case Action::status:
        return answer(Reply::Kind::status);
      case Action::late:
        return answer(Reply::Kind::late);
      case Action::ping:
        return answer(Reply::Kind::pong);
      case Action::command:
        break;
    }
    if (row.verb == patchbay::Verb::reset && values[0] == 0) return;
    command.value = static_cast<float>(values[0]);
    if (row.arguments > 1) command.weight = static_cast<float>(values[1]);
    outcome_.commands.push_back(command);
  }

  bool read_voice(std::string_view text, std::string_view address, int& voice) {
    if (text == "all" || text == "*") {
      voice = -1;
      return true;
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), voice);
    if (error == std::errc() && end == text.data() + text.size() && voice >= 0 && voice < voices_)
      return true;
    outcome_.refuse(address,
                    "there is no such voice; voices are " + voices_in_words() + ", or all");
    return false;
  }

  bool read_arguments(const Row& row, std::string_view address, const Message& message,
                      double* values) {
    const int sent = static_cast<int>(message.arguments.size());
    int needed = 0;
    for (int i = 0; i < row.arguments; ++i) {
      values[i] = row.argument[i].otherwise;
      needed += row.argument[i].optional ? 0 : 1;
    }
    if (sent < needed || sent > row.arguments) {
      std::string wanted;
      for (int i = 0; i < row.arguments; ++i)
        wanted += (i ? ", " : ": ") + std::string(row.argument[i].name) +
                  (row.argument[i].optional ? " (may be left out)" : "");
      outcome_.refuse(address, "wrong number of arguments: " + std::to_string(sent) +
                                   " came; this address takes " +
                                   (row.arguments ? std::to_string(row.arguments) : "none") +
                                   wanted);
      return false;
    }
    for (int i = 0; i < sent; ++i)
      if (!read_argument(row.argument[i], address, message.arguments[i], values[i])) return false;
    return true;
  }

  bool read_argument(const Argument& wanted, std::string_view address, const Value& sent,
                     double& value) {
    const std::string name(wanted.name);
    if (!sent.is_number()) {
      outcome_.refuse(address, name + " must be a number, not " + name_of_type(sent.type));
      return false;
    }
    if (!std::isfinite(sent.number)) {
      outcome_.refuse(address, name + " must be a finite number");
      return false;
    }
    if (wanted.rule == Rule::voice) {
      value = sent.number;
      if (value == std::floor(value) && value >= -1 && value < voices_) return true;
      outcome_.refuse(address,
                      name + " must be a voice: " + voices_in_words() + ", or -1 to end the route");
      return false;
    }
    value = std::clamp(sent.number, wanted.lowest, wanted.highest);
    if (value != sent.number) say_clamped(wanted, address, sent.number, value);
    if (wanted.rule == Rule::toggle) value = value >= 0.5 ? 1 : 0;
    return true;
  }

  void say_clamped(const Argument& wanted, std::string_view address, double sent, double taken) {
    if (outcome_.replies.size() >= kMostRepliesAPacket) return;
    std::ostringstream reason;
    reason << wanted.name << ' ' << sent << " lies outside " << wanted.lowest << " to "
           << wanted.highest << "; took " << taken;
    outcome_.replies.push_back({.kind = Reply::Kind::clamped,
                                .address = quotable(address),
                                .reason = reason.str(),
                                .taken = static_cast<float>(taken)});
  }

  void answer(Reply::Kind kind) {
    if (outcome_.replies.size() < kMostRepliesAPacket) outcome_.replies.push_back({.kind = kind});
  }

  std::string voices_in_words() const { return "0 to " + std::to_string(voices_ - 1); }

  int voices_;
  Outcome& outcome_;
};

}  // namespace

void Outcome::refuse(std::string_view address, std::string reason) {
  bad = true;
  if (replies.size() >= kMostRepliesAPacket) return;
  replies.push_back({.address = quotable(address), .reason = std::move(reason)});
}

Outcome parse(std::span<const char> packet, int voices) {
  Outcome outcome;
  try {
    Reader reader(voices, outcome);
    for (const Message& message : read_packet(packet)) reader.read_message(message);
  } catch (const Malformed& error) {
    outcome.refuse("", std::string("this is not an OSC packet: ") + error.what());
  }
  return outcome;
}

}  // namespace hemiola::osc
