// Finds voices by name or number, and keeps names apart from all other parts of addresses.
#include "osc/voice_names.h"

#include <algorithm>
#include <charconv>

#include "osc/pattern.h"
#include "osc/table.h"

namespace hemiola::osc {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool may_follow(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; }

// Whether an address has this word where a voice could be.
bool is_taken(std::string_view word) {
  if (word == "all") return true;
  return std::any_of(table().begin(), table().end(), [word](const Row& row) {
    std::string_view address = row.address;
    take_part(address);
    return take_part(address).substr(1) == word;
  });
}

}  // namespace

int VoiceNames::find(std::string_view text) const noexcept {
  int voice = -1;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, voice);
  if (error == std::errc() && end == last) return voice >= 0 && voice < voices() ? voice : -1;
  if (text.empty()) return -1;
  const auto found = std::find(names_.begin(), names_.end(), text);
  return found == names_.end() ? -1 : static_cast<int>(found - names_.begin());
}

void VoiceNames::set(int voice, std::string_view name) {
  if (!name.empty()) std::replace(names_.begin(), names_.end(), std::string(name), std::string());
  names_.at(static_cast<std::size_t>(voice)) = name;
}

std::string refusal_of_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxVoiceName || !is_letter(name.front()) ||
      !std::all_of(name.begin(), name.end(), may_follow))
    return "name must have 1 to " + std::to_string(kMaxVoiceName) +
           " letters, digits, - or _, and begin with a letter; - alone ends it";
  if (is_taken(name))
    return "name must not be a word that addresses have already: " + std::string(name);
  return {};
}

std::string voices_in_words(const VoiceNames& voices) {
  std::string words = "0 to " + std::to_string(voices.voices() - 1);
  for (const std::string& name : voices.all())
    if (!name.empty()) words.append(", ").append(name);
  return words;
}

}  // namespace hemiola::osc
