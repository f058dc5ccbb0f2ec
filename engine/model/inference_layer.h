// A convolution of the inference network with the frames that it looks back on.
#pragma once

#include <cstddef>
#include <vector>

#include "model/inference_conv.h"
#include "model/inference_network.h"

namespace hemiola::model {

// A convolution and its input: the newest frame as floats, all of them as the convolution reads
// them.
class InferenceWindow {
 public:
  InferenceWindow(const InferenceShape& shape, const float* weight, const float* bias);

  const InferenceShape& shape() const noexcept { return convolution_.shape(); }
  float* newest() noexcept;          // [rows][in], before run
  std::byte* frame(int i) noexcept;  // [rows][in], the oldest first
  std::size_t frame_bytes() const noexcept { return frame_bytes_; }
  std::size_t element_bytes() const noexcept { return convolution_.element_bytes(); }
  void take_newest();  // to where the convolution reads it
  void run(float* output) { convolution_(window_.data(), output); }

 private:
  InferenceConv convolution_;
  std::size_t frame_bytes_;
  std::vector<std::byte> window_;  // [frames][rows][in]
  std::vector<float> newest_;      // [rows][in], where it is not of the window's type
};

// Where a layer's past lies in a voice's memory: the frames that it still needs, in turn.
class FrameRing {
 public:
  // Adds itself to rings where the layer has a past.
  FrameRing(int frames, int dilation, std::size_t bytes, RingSizes& rings);
  // window: frames of so many bytes, stride apart, the newest filled in. Fills in the others, and
  // keeps the newest.
  void recall(InferencePast& past, std::byte* window, std::size_t stride) const;
  // Each frame of the past by so many bytes on, its end to its beginning; below 0: back.
  void roll(InferencePast& past, std::ptrdiff_t bytes) const;

 private:
  int frames_, dilation_;
  long ring_frames_;
  std::size_t bytes_, ring_;
};

struct InferenceLayerShape {
  int in = 1, out = 1;
  int rows = 1;  // of the input, without padding
  int frames = 1, kernel_rows = 1;
  int frame_dilation = 1, row_dilation = 1, row_stride = 1;
  bool padded = true;  // half a kernel of zeros at both ends
  bool activates = false, adds = false, bfloat16 = false;

  int padding() const { return padded ? (kernel_rows - 1) / 2 * row_dilation : 0; }
};

// A layer of one voice.
class InferenceLayer {
 public:
  InferenceLayer(const InferenceLayerShape& shape, const float* weight, const float* bias,
                 RingSizes& rings);

  // Where the newest frame is to be written, [rows][in], before run.
  float* newest() { return window_.newest() + shape_.padding() * shape_.in; }
  int size() const { return shape_.rows * shape_.in; }  // of the newest frame
  int out_size() const { return window_.shape().out_size(); }
  void run(InferencePast& past, float* output);
  void roll(InferencePast& past, int rows) const;  // the past; for layers without padding

 private:
  InferenceLayerShape shape_;
  InferenceWindow window_;
  FrameRing ring_;
};

}  // namespace hemiola::model
