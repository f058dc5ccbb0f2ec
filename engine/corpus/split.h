// The three parts of a corpus, without common progressions, grooves or instruments.
#pragma once

#include <stdexcept>
#include <string>

namespace hemiola::corpus {

enum class Split { train, validation, unseen };

// Throws std::runtime_error for any other name.
inline Split parse_part(const std::string& name) {
  if (name == "train") return Split::train;
  if (name == "validation") return Split::validation;
  if (name == "unseen") return Split::unseen;
  throw std::runtime_error(name + ": no such part; use train, validation or unseen.");
}

}  // namespace hemiola::corpus
