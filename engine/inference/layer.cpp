// Layer of the inference network: a convolution and its past frames.
#include "inference/layer.h"

#include <algorithm>

namespace hemiola::inference {

using namespace modelfile;

namespace {

// bfloat16 multiplies pairs of input channels: for a single channel it would only add rounding.
ConvShape shape_of(const LayerShape& s) {
  return {.in = s.in,
          .out = s.out,
          .rows = s.rows + 2 * s.padding(),
          .frames = s.frames,
          .kernel_rows = s.kernel_rows,
          .row_dilation = s.row_dilation,
          .row_stride = s.row_stride,
          .activates = s.activates,
          .adds = s.adds,
          .bfloat16 = s.bfloat16 && s.in > 1};
}

}  // namespace

Window::Window(const ConvShape& shape, const float* weight, const float* bias)
    : convolution_(shape, weight, bias),
      frame_bytes_(static_cast<std::size_t>(shape.frame_size()) * convolution_.element_bytes()),
      window_(static_cast<std::size_t>(shape.frames) * frame_bytes_),
      newest_(shape.bfloat16 ? static_cast<std::size_t>(shape.frame_size()) : 0) {}

std::byte* Window::frame(int i) noexcept {
  return window_.data() + static_cast<std::size_t>(i) * frame_bytes_;
}

float* Window::newest() noexcept {
  return newest_.empty() ? reinterpret_cast<float*>(frame(shape().frames - 1)) : newest_.data();
}

void Window::take_newest() {
  if (!newest_.empty()) convolution_.convert(newest_.data(), frame(shape().frames - 1));
}

FrameRing::FrameRing(int frames, int dilation, std::size_t bytes, RingSizes& rings)
    : frames_(frames),
      dilation_(dilation),
      ring_frames_(static_cast<long>(frames - 1) * dilation),
      bytes_(bytes),
      ring_(rings.size()) {
  if (ring_frames_ > 0) rings.push_back(static_cast<std::size_t>(ring_frames_) * bytes);
}

void FrameRing::recall(Past& past, std::byte* window, std::size_t stride) const {
  if (ring_frames_ == 0) return;
  std::byte* const ring = past.rings[ring_].data();
  const auto at = [&](long frames_on) {
    return ring + static_cast<std::size_t>((past.frames + frames_on) % ring_frames_) * bytes_;
  };
  for (int i = 0; i + 1 < frames_; ++i, window += stride)
    std::copy_n(at(static_cast<long>(i) * dilation_), bytes_, window);
  // The newest frame takes the oldest one's place in the ring.
  std::copy_n(window, bytes_, at(0));
}

void FrameRing::roll(Past& past, std::ptrdiff_t bytes) const {
  if (ring_frames_ == 0) return;
  const auto size = static_cast<std::ptrdiff_t>(bytes_);
  const std::ptrdiff_t first = ((size - bytes) % size + size) % size;  // becomes the first byte
  for (auto at = past.rings[ring_].begin(); at != past.rings[ring_].end(); at += size)
    std::rotate(at, at + first, at + size);
}

Layer::Layer(const LayerShape& shape, const float* weight, const float* bias, RingSizes& rings)
    : shape_(shape),
      window_(shape_of(shape), weight, bias),
      ring_(shape.frames, shape.frame_dilation, window_.frame_bytes(), rings) {}

void Layer::roll(Past& past, int rows) const {
  ring_.roll(past, static_cast<std::ptrdiff_t>(rows) * shape_.in *
                       static_cast<std::ptrdiff_t>(window_.element_bytes()));
}

void Layer::run(Past& past, float* output) {
  window_.take_newest();
  ring_.recall(past, window_.frame(0), window_.frame_bytes());
  window_.run(output);
}

}  // namespace hemiola::inference
