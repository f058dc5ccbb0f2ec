// A frozen convolution with its window over the frames and its rows of zeros at both ends.
#pragma once

#include <vector>

#include "model/frozen_conv.h"
#include "model/frozen_network.h"

namespace hemiola::model {

// The past of which layer each ring of a FrozenPast is, and how long.
using RingSizes = std::vector<std::size_t>;

struct FrozenLayerShape {
  int in = 1, out = 1;
  int rows = 1;  // of the input, without padding
  int frames = 1, kernel_rows = 1;
  int frame_dilation = 1, row_dilation = 1, row_stride = 1;
  bool padded = true;  // half a kernel of zeros at both ends
  bool activates = false, adds = false;

  int padding() const { return padded ? (kernel_rows - 1) / 2 * row_dilation : 0; }
};

class FrozenLayer {
 public:
  // Adds its ring to rings where it has a past.
  FrozenLayer(const FrozenLayerShape& shape, const float* weight, const float* bias,
              RingSizes& rings);

  // Where the newest frame is to be written, [rows][in], before run.
  float* newest() { return newest_frame() + shape_.padding() * shape_.in; }
  int size() const { return shape_.rows * shape_.in; }  // of the newest frame
  int out_size() const { return convolution_.shape().out_size(); }
  void run(FrozenPast& past, float* output);

 private:
  float* newest_frame() {
    return window_.data() + static_cast<std::ptrdiff_t>(shape_.frames - 1) * frame_size_;
  }

  FrozenLayerShape shape_;
  FrozenConv convolution_;
  int frame_size_;  // with padding
  int ring_frames_;
  std::size_t ring_ = 0;
  std::vector<float> window_;  // [frames][padded rows][in]
};

}  // namespace hemiola::model
