// A convolution over one voice's frame, its weights laid out once for the processor by oneDNN.
#pragma once

#include <memory>

namespace hemiola::model {

struct FrozenShape {
  int in = 1, out = 1;  // channels
  int rows = 1;         // of the input, padding included
  int frames = 1;       // of the window and of the kernel alike
  int kernel_rows = 1, row_dilation = 1, row_stride = 1;
  bool activates = false;  // its result
  bool adds = false;       // its result to what the output holds

  int out_rows() const { return (rows - (kernel_rows - 1) * row_dilation - 1) / row_stride + 1; }
  int frame_size() const { return rows * in; }
  int out_size() const { return out_rows() * out; }
};

// Always one voice a call, so that a voice's bits can't depend on how many play beside it. Not for
// two threads at once.
class FrozenConv {
 public:
  // Takes copies. Uses as many threads as OpenMP has in the thread that makes it.
  FrozenConv(const FrozenShape& shape,
             const float* weight,  // [out][in][frames][kernel_rows]
             const float* bias);   // [out]
  ~FrozenConv();
  FrozenConv(FrozenConv&&) noexcept;

  const FrozenShape& shape() const noexcept;
  // input [frames][rows][in], output [out_rows][out]
  void operator()(const float* input, float* output);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hemiola::model
