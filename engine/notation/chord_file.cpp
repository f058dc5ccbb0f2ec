// Reads a file of chords line by line.
#include "notation/chord_file.h"

#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <stdexcept>

#include "notation/chord_names.h"

namespace hemiola::notation {
namespace {

constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";  // some editors begin UTF-8 with it

std::optional<double> number(const std::string& word) {
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(value)) return {};
  return value;
}

std::vector<double> notes_of(const std::vector<std::string>& words) {
  if (words.size() == 1 && words[0] == "-") return {};
  std::vector<double> notes;
  for (const std::string& word : words)
    if (const auto midi = number(word)) {
      if (*midi < 0 || *midi > 127)
        throw std::runtime_error(word + " is no MIDI number; they go from 0 to 127.");
      notes.push_back(*midi);
    }
  if (notes.size() == words.size()) return notes;
  if (words.size() > 1) throw std::runtime_error("write one chord's name, or MIDI numbers only.");
  return voicing(chord_of(words[0]));
}

ChordChange change_of(const std::vector<std::string>& words, double after) {
  const auto seconds = number(words[0]);
  if (!seconds || *seconds < 0)
    throw std::runtime_error("\"" + words[0] +
                             "\" is no time in seconds; write lines like 2.5 Am7.");
  if (*seconds < after) throw std::runtime_error("this time lies before that of the line above.");
  if (words.size() == 1)
    throw std::runtime_error("a chord is missing after the time; - means none.");
  return {*seconds, notes_of({words.begin() + 1, words.end()})};
}

}  // namespace

std::vector<ChordChange> parse_chords(const std::string& text, const std::string& name) {
  std::vector<ChordChange> changes;
  std::istringstream lines(text.starts_with(kByteOrderMark) ? text.substr(3) : text);
  std::string line;
  for (int number_of_line = 1; std::getline(lines, line); ++number_of_line) {
    std::istringstream words_of(line.substr(0, line.find(" #")));
    const std::vector<std::string> words{std::istream_iterator<std::string>(words_of), {}};
    if (words.empty() || words[0][0] == '#') continue;
    try {
      changes.push_back(change_of(words, changes.empty() ? 0 : changes.back().seconds));
    } catch (const std::runtime_error& error) {
      throw std::runtime_error(name + ", line " + std::to_string(number_of_line) + ": " +
                               error.what());
    }
  }
  if (changes.empty())
    throw std::runtime_error(name + ": holds no chords; write lines like 2.5 Am7.");
  return changes;
}

std::vector<ChordChange> read_chords(const std::filesystem::path& path) {
  std::ifstream file;
  if (!std::filesystem::is_directory(path)) file.open(path);
  if (!file.is_open())
    throw std::runtime_error(path.string() + ": this file of chords can't be read.");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  return parse_chords(text, path.string());
}

}  // namespace hemiola::notation
