// The three parts of a corpus, which share no progression, groove or instrument.
#pragma once

#include <stdexcept>
#include <string>

namespace hemiola::corpus {

enum class Part { train, validation, unseen };

inline Part parse_part(const std::string& name) {
  if (name == "train") return Part::train;
  if (name == "validation") return Part::validation;
  if (name == "unseen") return Part::unseen;
  throw std::runtime_error(name + ": no such part; use train, validation or unseen.");
}

}  // namespace hemiola::corpus
