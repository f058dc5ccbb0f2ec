// Layer of the inference network: a convolution and its past frames.
#pragma once

#include <cstddef>
#include <vector>

#include "inference/conv.h"
#include "inference/network.h"

namespace hemiola::inference {

// A convolution and its input: the newest frame as floats, all frames in the convolution's type.
class Window {
 public:
  Window(const ConvShape& shape, const float* weight, const float* bias);

  const ConvShape& shape() const noexcept { return convolution_.shape(); }
  float* newest() noexcept;          // [rows][in], write before run
  std::byte* frame(int i) noexcept;  // [rows][in], oldest first
  std::size_t frame_bytes() const noexcept { return frame_bytes_; }
  std::size_t element_bytes() const noexcept { return convolution_.element_bytes(); }
  void take_newest();  // converts the newest frame into the window
  void run(float* output) { convolution_(window_.data(), output); }

 private:
  Conv convolution_;
  std::size_t frame_bytes_;
  std::vector<std::byte> window_;  // [frames][rows][in]
  std::vector<float> newest_;      // [rows][in]; empty if the window holds floats
};

// Ring buffer of a layer's past frames within a voice's memory.
class FrameRing {
 public:
  // Appends its size to rings if the layer has a past.
  FrameRing(int frames, int dilation, std::size_t bytes, RingSizes& rings);
  // window: frames that are stride bytes apart, the newest filled in. Fills in the past frames and
  // stores the newest in the ring.
  void recall(Past& past, std::byte* window, std::size_t stride) const;
  // Rotates each past frame by this many bytes, circularly; negative: towards its beginning.
  void roll(Past& past, std::ptrdiff_t bytes) const;

 private:
  int frames_, dilation_;
  long ring_frames_;
  std::size_t bytes_, ring_;
};

struct LayerShape {
  int in = 1, out = 1;
  int rows = 1;  // input rows, without padding
  int frames = 1, kernel_rows = 1;
  int frame_dilation = 1, row_dilation = 1, row_stride = 1;
  bool padded = true;  // with half a kernel of zeros at both ends
  bool activates = false, adds = false, bfloat16 = false;

  int padding() const { return padded ? (kernel_rows - 1) / 2 * row_dilation : 0; }
};

// Processes one voice per call.
class Layer {
 public:
  Layer(const LayerShape& shape, const float* weight, const float* bias, RingSizes& rings);

  // Write the newest frame here, [rows][in], before run.
  float* newest() { return window_.newest() + shape_.padding() * shape_.in; }
  int size() const { return shape_.rows * shape_.in; }  // values of the newest frame
  int out_size() const { return window_.shape().out_size(); }
  void run(Past& past, float* output);
  void roll(Past& past, int rows) const;  // rotates the past; only without padding

 private:
  LayerShape shape_;
  Window window_;
  FrameRing ring_;
};

}  // namespace hemiola::inference
