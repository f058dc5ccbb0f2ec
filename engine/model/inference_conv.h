// A convolution over one voice's frame, its weights laid out once for the processor by oneDNN.
#pragma once

#include <cstddef>
#include <memory>

namespace hemiola::model {

struct InferenceShape {
  int in = 1, out = 1;  // channels
  int rows = 1;         // of the input, padding included
  int frames = 1;       // of the window and of the kernel alike
  int kernel_rows = 1, row_dilation = 1, row_stride = 1;
  bool activates = false;  // its result
  bool adds = false;       // its result to what the output holds
  bool squashes = false;   // its result, by the hyperbolic tangent
  // The input and the weights; sums, bias and output stay floats.
  bool bfloat16 = false;

  int out_rows() const { return (rows - (kernel_rows - 1) * row_dilation - 1) / row_stride + 1; }
  int frame_size() const { return rows * in; }
  int out_size() const { return out_rows() * out; }
};

// Whether this processor multiplies bfloat16 itself, twice as fast as floats.
bool has_bfloat16() noexcept;

// Always as many rows a call, so that a voice's bits can't depend on how many play beside it. Not
// for two threads at once.
class InferenceConv {
 public:
  // Takes copies. Uses as many threads as OpenMP has in the thread that makes it.
  InferenceConv(const InferenceShape& shape,
                const float* weight,  // [out][in][frames][kernel_rows]
                const float* bias);   // [out]
  ~InferenceConv();
  InferenceConv(InferenceConv&&) noexcept;

  const InferenceShape& shape() const noexcept;
  std::size_t element_bytes() const noexcept;  // of the input
  // [rows][in] of floats, rounded to bfloat16: for inputs of that.
  void convert(const float* frame, void* converted) const;
  // input [frames][rows][in], output [out_rows][out]
  void operator()(const void* input, float* output);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hemiola::model
