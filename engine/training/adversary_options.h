// Settings and figures of the adversarial part; without LibTorch's headers.
#pragma once

#include <cstdint>

namespace hemiola::training {

struct AdversaryOptions {
  int width = 16;               // channels of the discriminators' first layers
  double learning_rate = 1e-3;  // theirs
  // Norms of their gradients at the sound, relative to that of the spectral loss.
  double score_share = 1, feature_share = 1;
  std::uint64_t seed = 1;
};

struct AdversaryFigures {
  double loss = 0;      // hinge, of the discriminators: 2 if they know nothing, 0 if all
  double accuracy = 0;  // share of true and made places that they tell apart
  double features = 0;  // difference of features, relative
  double noise = 0;     // share of noise in the power of a bin

  AdversaryFigures& operator+=(const AdversaryFigures& other);
  AdversaryFigures operator/(long count) const;
};

}  // namespace hemiola::training
