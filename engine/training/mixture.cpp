// Which of many pieces comes next: folders by their shares, the pieces of one folder alike.
#include "training/mixture.h"

#include <algorithm>

namespace hemiola::training {

Mixture::Mixture(const std::vector<int>& folders, const std::vector<double>& shares) {
  pieces_.resize(std::max<std::size_t>(1, shares.size()));
  for (std::size_t i = 0; i < folders.size(); ++i)
    pieces_[shares.empty() ? 0 : static_cast<std::size_t>(folders[i])].push_back(i);
  double sum = 0;
  for (std::size_t folder = 0; folder < pieces_.size(); ++folder) {
    if (!pieces_[folder].empty()) sum += shares.empty() ? 1 : shares[folder];
    up_to_.push_back(sum);
  }
}

std::size_t Mixture::draw(base::Random& random) const {
  std::size_t folder = 0;
  if (pieces_.size() > 1) {
    const double at = random.uniform() * up_to_.back();
    while (folder + 1 < pieces_.size() && at >= up_to_[folder]) ++folder;
  }
  return pieces_[folder][random.index(pieces_[folder].size())];
}

}  // namespace hemiola::training
