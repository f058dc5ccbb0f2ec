// The two shapes of a predictor's network, behind one face.
#pragma once

#include "evaluation/predictor.h"

namespace hemiola::evaluation {

class PredictorNet : public torch::nn::Module {
 public:
  virtual torch::Tensor forward(const torch::Tensor& x /*[batch][channels][frames][rows]*/) = 0;
  // [batch][outputs][frames]
};

// Chords where rows lie along pitch: shared along pitch, folded into twelve pitch classes, so that
// what it learns in one key it knows in all.
std::shared_ptr<PredictorNet> make_folding_net(const InputShape& shape);
// Anything else: rows are thinned out by strides and seen all at once.
std::shared_ptr<PredictorNet> make_dense_net(const InputShape& shape, int outputs);

}  // namespace hemiola::evaluation
