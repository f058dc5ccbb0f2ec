// A frozen convolution with its window over the frames and its rows of zeros at both ends.
#include "model/frozen_layer.h"

#include <algorithm>

namespace hemiola::model {

FrozenLayer::FrozenLayer(const FrozenLayerShape& shape, const float* weight, const float* bias,
                         RingSizes& rings)
    : shape_(shape),
      convolution_({.in = shape.in,
                    .out = shape.out,
                    .rows = shape.rows + 2 * shape.padding(),
                    .frames = shape.frames,
                    .kernel_rows = shape.kernel_rows,
                    .row_dilation = shape.row_dilation,
                    .row_stride = shape.row_stride,
                    .activates = shape.activates,
                    .adds = shape.adds},
                   weight, bias),
      frame_size_(convolution_.shape().frame_size()),
      ring_frames_((shape.frames - 1) * shape.frame_dilation),
      ring_(rings.size()),
      window_(static_cast<std::size_t>(shape.frames) * frame_size_) {
  if (ring_frames_ > 0) rings.push_back(static_cast<std::size_t>(ring_frames_) * frame_size_);
}

void FrozenLayer::run(FrozenPast& past, float* output) {
  if (ring_frames_ == 0) return convolution_(window_.data(), output);
  // The oldest frame that is needed lies where the newest will be put.
  float* const ring = past.rings[ring_].data();
  const auto at = [&](long frames_on) {
    return ring + (past.frames + frames_on) % ring_frames_ * frame_size_;
  };
  for (int tap = 0; tap + 1 < shape_.frames; ++tap)
    std::copy_n(at(static_cast<long>(tap) * shape_.frame_dilation), frame_size_,
                &window_[static_cast<std::size_t>(tap) * frame_size_]);
  std::copy_n(newest_frame(), frame_size_, at(0));
  convolution_(window_.data(), output);
}

}  // namespace hemiola::model
