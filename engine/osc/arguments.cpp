// Checks arguments against the table: accepted, clamped or rejected with a reason.
#include "osc/arguments.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "notation/chord_names.h"

namespace hemiola::osc {

namespace {

constexpr std::size_t kMaxAddress = 120;
constexpr std::size_t kMaxFileName = 255;
constexpr std::size_t kMaxChordName = 24;

// Names of OSC's one-letter types, for error messages.
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
    case 'T':
    case 'F':
      return "a boolean";
    case 'i':
    case 'h':
    case 'f':
    case 'd':
      return "a number";
    default:
      return std::string("an argument of type ") + tag;
  }
}

// Infinitum (bang) and nil mean an optional argument's default; after the last one they are
// ignored.
bool is_trigger(const Value& value) { return value.type == 'I' || value.type == 'N'; }

class Reader {
 public:
  Reader(const Message& message, const VoiceNames& voices, Parsed& parsed)
      : message_(message), voices_(voices), parsed_(parsed) {}

  bool right_number(const Row& row) {
    int sent = static_cast<int>(message_.arguments.size());
    while (sent > row.arguments && is_trigger(message_.arguments[sent - 1])) --sent;
    if (row.list) return sent <= patchbay::PlayedChord::kMaxNotes || too_long(row, sent);
    int needed = 0;
    std::string wanted;
    for (int i = 0; i < row.arguments; ++i) {
      const Argument& argument = row.argument[i];
      needed += argument.optional ? 0 : 1;
      wanted += (i ? ", " : ": ") + std::string(argument.name) +
                (argument.optional ? " (may be left out)" : "");
    }
    if (sent >= needed && sent <= row.arguments) return true;
    return refuse("wrong number of arguments: " + std::to_string(sent) +
                  " came; this address takes " +
                  (row.arguments ? std::to_string(row.arguments) : "none") + wanted);
  }

  bool read(const Argument& wanted, const Value& sent, double& value) {
    const std::string name(wanted.name);
    if (is_trigger(sent) && wanted.optional) {
      value = wanted.otherwise;
      return true;
    }
    if (wanted.rule == Rule::voice && sent.is_text()) return read_voice(name, sent.text, value);
    const std::optional<double> number =
        sent.type == 'I' && wanted.rule == Rule::toggle ? 1 : sent.as_number();
    if (!number) return refuse(name + " must be a number, not " + name_of_type(sent.type));
    if (!std::isfinite(*number)) return refuse(name + " must be a finite number");
    value = *number;
    const bool whole = value == std::floor(value);
    if (wanted.rule == Rule::voice) {
      if (whole && value >= -1 && value < voices_.voices()) return true;
      return no_voice(name);
    }
    if (wanted.rule == Rule::whole) {
      if (whole && value >= wanted.lowest && value <= wanted.highest) return true;
      std::ostringstream reason;
      reason << name << " must be a whole number, " << wanted.lowest << " to " << wanted.highest;
      return refuse(reason.str());
    }
    value = std::clamp(*number, wanted.lowest, wanted.highest);
    if (value != *number) say_clamped(wanted, *number, value);
    if (wanted.rule == Rule::toggle) value = value >= 0.5 ? 1 : 0;
    return true;
  }

  bool read_list(const Argument& wanted, std::vector<double>& list) {
    for (const Value& sent : message_.arguments) {
      double value = 0;
      if (is_trigger(sent)) continue;  // a button without a number
      if (!read(wanted, sent, value)) return false;
      list.push_back(value);
    }
    return true;
  }

  bool read_chord(const Argument& wanted, const Value& sent, std::vector<double>& chord) {
    const std::string name(wanted.name);
    if (!sent.is_text()) return refuse(name + " must be a string, not " + name_of_type(sent.type));
    if (sent.text == "-") return true;
    if (sent.text.empty() || sent.text.size() > kMaxChordName || !is_printable(sent.text))
      return refuse(name + " must be a chord's name, such as Am7, F#dim or C/E, or - for none");
    try {
      chord = notation::voicing(notation::chord_of(sent.text));
      return true;
    } catch (const std::runtime_error& error) {
      return refuse(error.what());
    }
  }

  // The number of the kind; -1 for the end.
  bool read_hit(const Argument& wanted, const Value& sent, double& value) {
    const auto& kinds = patchbay::kHitKinds;
    const auto found =
        sent.is_text() ? std::find(kinds.begin(), kinds.end(), sent.text) : kinds.end();
    value = found != kinds.end() ? static_cast<double>(found - kinds.begin()) : -1;
    if (found != kinds.end() || (sent.is_text() && sent.text == "-")) return true;
    std::string names;
    for (const std::string_view kind : kinds) names.append(kind).append(", ");
    return refuse(std::string(wanted.name) + " must be one of " + names + "or - for the end");
  }

  // A valid name can't refer to another folder or to a hidden file.
  bool read_file(const Argument& wanted, const Value& sent, std::string_view& text) {
    const std::string name(wanted.name);
    if (!sent.is_text()) return refuse(name + " must be a string, not " + name_of_type(sent.type));
    if (sent.text.empty() || sent.text.size() > kMaxFileName || sent.text.front() == '.' ||
        sent.text.find('/') != std::string_view::npos || !is_printable(sent.text))
      return refuse(name +
                    " must be the name of a file in the model folder, without slashes and "
                    "without a dot in front");
    text = sent.text;
    return true;
  }

  bool read_name(const Argument& wanted, const Value& sent, std::string_view& text) {
    const std::string name(wanted.name);
    if (!sent.is_text()) return refuse(name + " must be a string, not " + name_of_type(sent.type));
    if (sent.text.empty() || sent.text.size() > kMaxSnapshotName || !is_printable(sent.text) ||
        sent.text.find('/') != std::string_view::npos || !is_utf8(sent.text))
      return refuse(name + " must have 1 to " + std::to_string(kMaxSnapshotName) +
                    " bytes of UTF-8, without slashes and control characters");
    text = sent.text;
    return true;
  }

  // A name, or - for none, which is empty then.
  bool read_voice_name(const Argument& wanted, const Value& sent, std::string_view& text) {
    if (!sent.is_text())
      return refuse(std::string(wanted.name) + " must be a string, not " + name_of_type(sent.type));
    if (sent.text == "-") return true;
    const std::string reason = refusal_of_name(sent.text);
    text = sent.text;
    return reason.empty() || refuse(reason);
  }

 private:
  // Names are kept in JSON. Overlong forms and surrogates are left to it, which replaces them.
  static bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
      const auto first = static_cast<unsigned char>(text[i++]);
      int more = first < 0x80   ? 0
                 : first < 0xc2 ? -1
                 : first < 0xe0 ? 1
                 : first < 0xf0 ? 2
                 : first < 0xf5 ? 3
                                : -1;
      if (more < 0) return false;
      for (; more > 0; --more, ++i)
        if (i >= text.size() || (static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return false;
    }
    return true;
  }

  static bool is_printable(std::string_view text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
  }

  bool read_voice(const std::string& name, std::string_view text, double& value) {
    const int voice = voices_.find(text);
    value = voice;
    return voice >= 0 || no_voice(name);
  }

  bool no_voice(const std::string& name) {
    return refuse(name + " must be a voice: " + voices_in_words(voices_) +
                  ", or -1 to end the route");
  }

  bool too_long(const Row& row, int sent) {
    return refuse(std::to_string(sent) + " came; this address takes at most " +
                  std::to_string(patchbay::PlayedChord::kMaxNotes) + ' ' +
                  std::string(row.argument[0].name) + 's');
  }

  bool refuse(const std::string& reason) {
    parsed_.refuse(message_.address, reason);
    return false;
  }

  void say_clamped(const Argument& wanted, double sent, double taken) {
    if (parsed_.replies.size() >= kMaxRepliesPerPacket) return;
    std::ostringstream reason;
    reason << wanted.name << ' ' << sent << " is outside " << wanted.lowest << " to "
           << wanted.highest << "; took " << taken;
    parsed_.replies.push_back({.kind = Reply::Kind::clamped,
                               .address = quotable(message_.address),
                               .reason = reason.str(),
                               .taken = static_cast<float>(taken)});
  }

  const Message& message_;
  const VoiceNames& voices_;
  Parsed& parsed_;
};

}  // namespace

std::string quotable(std::string_view address) {
  std::string text(address.substr(0, kMaxAddress));
  for (char& c : text)
    if (c < ' ' || c > '~') c = '?';
  return text;
}

bool read_arguments(const Row& row, const Message& message, const VoiceNames& voices,
                    Parsed& parsed, Arguments& arguments) {
  Reader reader(message, voices, parsed);
  if (!reader.right_number(row)) return false;
  if (row.list) return reader.read_list(row.argument[0], arguments.list);
  for (int i = 0; i < row.arguments; ++i) {
    const Argument& wanted = row.argument[i];
    const auto index = static_cast<std::size_t>(i);
    if (index >= message.arguments.size()) {
      arguments.number[i] = wanted.otherwise;
      continue;
    }
    const Value& sent = message.arguments[index];
    const bool taken =
        wanted.rule == Rule::file         ? reader.read_file(wanted, sent, arguments.text)
        : wanted.rule == Rule::name       ? reader.read_name(wanted, sent, arguments.text)
        : wanted.rule == Rule::voice_name ? reader.read_voice_name(wanted, sent, arguments.text)
        : wanted.rule == Rule::chord      ? reader.read_chord(wanted, sent, arguments.list)
        : wanted.rule == Rule::hit        ? reader.read_hit(wanted, sent, arguments.number[i])
                                          : reader.read(wanted, sent, arguments.number[i]);
    if (!taken) return false;
  }
  return true;
}

}  // namespace hemiola::osc
