// Which of many pieces comes next: folders by their shares, the pieces of one folder alike.
#pragma once

#include <vector>

#include "base/random.h"

namespace hemiola::training {

class Mixture {
 public:
  // folders: of each piece, which folder it is from. shares: of each folder, any scale; none: all
  // pieces alike. Folders without pieces are never drawn.
  explicit Mixture(const std::vector<int>& folders, const std::vector<double>& shares = {});

  std::size_t draw(base::Random& random) const;  // which piece

 private:
  std::vector<std::vector<std::size_t>> pieces_;  // by folder
  std::vector<double> up_to_;                     // the shares, added up
};

}  // namespace hemiola::training
