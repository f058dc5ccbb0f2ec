// Convolution over the frames of one voice, with weights laid out once for the processor by oneDNN.
#pragma once

#include <cstddef>
#include <memory>

namespace hemiola::inference {

struct ConvShape {
  int in = 1, out = 1;  // channels
  int rows = 1;         // input rows, padding included
  int frames = 1;       // window length = kernel length
  int kernel_rows = 1, row_dilation = 1, row_stride = 1;
  bool activates = false;  // leaky ReLU on the result
  bool adds = false;       // adds the result to the previous output
  bool tanh = false;       // tanh on the result
  // Input and weights; sums, bias and output stay floats.
  bool bfloat16 = false;

  int out_rows() const { return (rows - (kernel_rows - 1) * row_dilation - 1) / row_stride + 1; }
  int frame_size() const { return rows * in; }
  int out_size() const { return out_rows() * out; }
};

// Whether this processor has bfloat16 multiplication, which is twice as fast as float.
bool has_bfloat16() noexcept;

// The number of rows per call is fixed: a voice's bits can't depend on the others. Not thread-safe,
// but each thread may have its own copy: copies share the weights.
class Conv {
 public:
  // Copies weight and bias. Uses as many threads as OpenMP has in the constructing thread.
  Conv(const ConvShape& shape,
       const float* weight,  // [out][in][frames][kernel_rows]
       const float* bias);   // [out]
  ~Conv();
  Conv(const Conv&);
  Conv(Conv&&) noexcept;

  const ConvShape& shape() const noexcept;
  std::size_t element_bytes() const noexcept;  // bytes of an input value
  // Rounds a frame [rows][in] to bfloat16. Only if the input is bfloat16.
  void convert(const float* frame, void* converted) const;
  // input [frames][rows][in], output [out_rows][out]
  void operator()(const void* input, float* output);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hemiola::inference
