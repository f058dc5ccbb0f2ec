// Convolution over the frames of one voice, with weights laid out once for the processor by oneDNN.
#include "inference/conv.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <oneapi/dnnl/dnnl.hpp>

#include "modelfile/network_shapes.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

namespace hemiola::inference {

using namespace modelfile;

namespace {

using dnnl::memory;
using Tag = memory::format_tag;

constexpr auto kFloat = memory::data_type::f32;

memory::data_type type_of(const ConvShape& s) {
  return s.bfloat16 ? memory::data_type::bf16 : kFloat;
}

const dnnl::engine& processor() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

// A function of each output. Version 3 of oneDNN has no scale for it.
void append(dnnl::post_ops& after, dnnl::algorithm function, float alpha) {
#if DNNL_VERSION_MAJOR >= 3
  after.append_eltwise(function, alpha, 0);
#else
  after.append_eltwise(1, function, alpha, 0);
#endif
}

dnnl::convolution_forward::primitive_desc describe(const ConvShape& s) {
  // Channels last, rows padded by the caller: oneDNN has fast kernels for this on AVX2 and AVX-512,
  // for any dilation.
  const memory::desc input({1, s.in, s.frames, s.rows}, type_of(s), Tag::nhwc),
      weight({s.out, s.in, s.frames, s.kernel_rows}, type_of(s), Tag::any),
      bias({s.out}, kFloat, Tag::a), output({1, s.out, 1, s.out_rows()}, kFloat, Tag::nhwc);
  const memory::dims strides{1, s.row_stride}, dilations{0, s.row_dilation - 1}, none{0, 0};
  dnnl::post_ops after;
  if (s.adds) after.append_sum();
  if (s.activates) append(after, dnnl::algorithm::eltwise_relu, kSlope);
  if (s.tanh) append(after, dnnl::algorithm::eltwise_tanh, 0);
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(after);
  // oneDNN's own scratchpad belongs to the thread that made the primitive, but models are loaded in
  // one thread and played in another.
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  constexpr auto kKind = dnnl::prop_kind::forward_inference;
  constexpr auto kDirect = dnnl::algorithm::convolution_direct;
#if DNNL_VERSION_MAJOR >= 3
  return {processor(), kKind,   kDirect,   input, weight, bias,
          output,      strides, dilations, none,  none,   attributes};
#else
  return {{kKind, kDirect, input, weight, bias, output, strides, dilations, none, none},
          attributes,
          processor()};
#endif
}

memory laid_out(const dnnl::convolution_forward::primitive_desc& description, const ConvShape& s,
                const float* weight, dnnl::stream& stream) {
  memory plain({{s.out, s.in, s.frames, s.kernel_rows}, kFloat, Tag::oihw}, processor(),
               const_cast<float*>(weight));
  memory packed(description.weights_desc(), processor());
  dnnl::reorder(plain, packed).execute(stream, plain, packed);
  return packed;
}

memory copy_of(const float* values, int count) {
  memory copy({{count}, kFloat, Tag::a}, processor());
  std::copy_n(values, count, static_cast<float*>(copy.get_data_handle()));
  return copy;
}

#ifdef __x86_64__
__attribute__((target("avx512f,avx512bf16"))) void round_all(const float* from, int count,
                                                             std::uint16_t* to) {
  constexpr int kAtOnce = 16;
  for (int i = 0; i < count; i += kAtOnce) {
    const int left = std::min(kAtOnce, count - i);
    const auto mask = static_cast<__mmask16>((1u << left) - 1);
    const __m256bh rounded = _mm512_cvtneps_pbh(_mm512_maskz_loadu_ps(mask, from + i));
    std::memcpy(to + i, &rounded, static_cast<std::size_t>(left) * sizeof *to);
  }
}
#else
void round_all(const float*, int, std::uint16_t*) {}  // not called: has_bfloat16() is false
#endif

}  // namespace

bool has_bfloat16() noexcept {
  constexpr auto kNeeded = static_cast<unsigned>(dnnl::cpu_isa::avx512_core_bf16);
  return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) & kNeeded) == kNeeded;
}

struct Conv::State {
  State(const ConvShape& s, const float* w, const float* b)
      : shape(s),
        stream(processor()),
        description(describe(s)),
        convolution(description),
        weight(laid_out(description, s, w, stream)),
        bias(copy_of(b, s.out)) {}
  // Shares what is only read: copies of oneDNN's handles name the same object.
  State(const State& other)
      : shape(other.shape),
        stream(processor()),
        description(other.description),
        convolution(other.convolution),
        weight(other.weight),
        bias(other.bias) {}

  ConvShape shape;
  dnnl::stream stream;
  dnnl::convolution_forward::primitive_desc description;
  dnnl::convolution_forward convolution;
  memory weight, bias;
  memory scratch{description.scratchpad_desc(), processor()},
      input{description.src_desc(), processor(), nullptr},
      output{description.dst_desc(), processor(), nullptr};
  std::array<dnnl_exec_arg_t, 5> arguments{{{DNNL_ARG_SRC, input.get()},
                                            {DNNL_ARG_WEIGHTS, weight.get()},
                                            {DNNL_ARG_BIAS, bias.get()},
                                            {DNNL_ARG_DST, output.get()},
                                            {DNNL_ARG_SCRATCHPAD, scratch.get()}}};
};

Conv::Conv(const ConvShape& shape, const float* weight, const float* bias)
    : state_(std::make_unique<State>(shape, weight, bias)) {}
Conv::~Conv() = default;
Conv::Conv(const Conv& other) : state_(std::make_unique<State>(*other.state_)) {}
Conv::Conv(Conv&&) noexcept = default;

const ConvShape& Conv::shape() const noexcept { return state_->shape; }

std::size_t Conv::element_bytes() const noexcept {
  return state_->shape.bfloat16 ? sizeof(std::uint16_t) : sizeof(float);
}

void Conv::convert(const float* frame, void* converted) const {
  round_all(frame, state_->shape.frame_size(), static_cast<std::uint16_t*>(converted));
}

void Conv::operator()(const void* input, float* output) {
  State& s = *state_;
  s.input.set_data_handle(const_cast<void*>(input));
  s.output.set_data_handle(output);
  // The C++ interface would build a map of the arguments at each call.
  dnnl::error::wrap_c_api(
      dnnl_primitive_execute(s.convolution.get(), s.stream.get(),
                             static_cast<int>(s.arguments.size()), s.arguments.data()),
      "a convolution could not be run");
}

}  // namespace hemiola::inference
