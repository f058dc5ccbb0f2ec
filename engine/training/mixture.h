// Random choice of pieces: folders by their shares, equal chances within a folder.
#pragma once

#include <vector>

#include "base/random.h"

namespace hemiola::training {

class Mixture {
 public:
  // folders: folder number of each piece. shares: per folder, any scale; empty: equal chances for
  // all pieces. Folders without pieces are never drawn.
  explicit Mixture(const std::vector<int>& folders, const std::vector<double>& shares = {});

  std::size_t draw(base::Random& random) const;  // number of a piece

 private:
  std::vector<std::vector<std::size_t>> pieces_;  // by folder
  std::vector<double> up_to_;                     // cumulative shares
};

}  // namespace hemiola::training
