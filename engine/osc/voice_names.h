// Names that stand for the numbers of voices.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hemiola::osc {

inline constexpr std::size_t kMaxVoiceName = 31;  // bytes

class VoiceNames {
 public:
  // Voices 0 to voices - 1, at first without names.
  VoiceNames(int voices) : names_(static_cast<std::size_t>(voices)) {}

  int voices() const noexcept { return static_cast<int>(names_.size()); }
  // Each voice's name; empty: it has none.
  const std::vector<std::string>& all() const noexcept { return names_; }
  // The voice of this name or number; -1 if there is none.
  int find(std::string_view text) const noexcept;
  // Takes the name away from whatever voice has it. An empty one leaves the voice without.
  void set(int voice, std::string_view name);

 private:
  std::vector<std::string> names_;
};

// Why this can't be a voice's name, as a sentence; empty if it can.
std::string refusal_of_name(std::string_view name);

// "0 to 7, drums, pad"
std::string voices_in_words(const VoiceNames& voices);

}  // namespace hemiola::osc
