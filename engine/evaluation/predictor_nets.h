// The two network architectures of a predictor, behind one interface.
#pragma once

#include "evaluation/predictor.h"

namespace hemiola::evaluation {

class PredictorNet : public torch::nn::Module {
 public:
  virtual torch::Tensor forward(const torch::Tensor& x /*[batch][channels][frames][rows]*/) = 0;
  // [batch][outputs][frames]
};

// For chords from rows ordered by pitch: weights are shared along pitch, then octaves are folded
// into twelve pitch classes, so that what is learnt in one key holds in all keys.
std::shared_ptr<PredictorNet> make_folding_net(const InputShape& shape);
// For all other input: strided convolutions reduce the rows, then one layer sees all of them.
std::shared_ptr<PredictorNet> make_dense_net(const InputShape& shape, int outputs);

}  // namespace hemiola::evaluation
