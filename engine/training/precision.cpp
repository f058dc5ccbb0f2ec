// bfloat16 arithmetic within a scope, if the processor or the GPU has it.
#include "training/precision.h"

#include <ATen/autocast_mode.h>

#include "inference/conv.h"

namespace hemiola::training {
namespace {

void enable(bool cuda, bool on) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  const auto type = cuda ? at::kCUDA : at::kCPU;
  at::autocast::set_autocast_dtype(type, at::kBFloat16);
  at::autocast::set_autocast_enabled(type, on);
#else
  if (cuda) {
    at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
    at::autocast::set_enabled(on);
  } else {
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    at::autocast::set_cpu_enabled(on);
  }
#endif
}

}  // namespace

bool has_bfloat16(const torch::Device& device) {
  return device.is_cuda() || inference::has_bfloat16();
}

Bfloat16Scope::Bfloat16Scope(const torch::Device& device, bool on)
    : cuda_(device.is_cuda()), on_(on) {
  if (on_) enable(cuda_, true);
}

Bfloat16Scope::~Bfloat16Scope() {
  if (!on_) return;
  at::autocast::clear_cache();  // else the next step would use this step's rounded weights
  enable(cuda_, false);
}

}  // namespace hemiola::training
