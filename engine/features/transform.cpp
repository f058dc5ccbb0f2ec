// Real Fourier transforms by FFTW, in single precision.
#include "features/transform.h"

#include <fftw3.h>

#include <algorithm>
#include <mutex>
#include <new>
#include <type_traits>

namespace hemiola::features {

namespace {

// FFTW's planner is not thread-safe; executing a plan is.
std::mutex& planner() {
  static std::mutex mutex;
  return mutex;
}

fftwf_complex* as_fftw(std::complex<float>* bins) { return reinterpret_cast<fftwf_complex*>(bins); }

}  // namespace

template <typename T>
AlignedBuffer<T>::AlignedBuffer(std::size_t size)
    : data_(static_cast<T*>(fftwf_malloc(std::max<std::size_t>(size, 1) * sizeof(T)))),
      size_(size) {
  static_assert(std::is_trivially_destructible_v<T>);
  if (!data_) throw std::bad_alloc();
  clear();
}

template <typename T>
void AlignedBuffer<T>::clear() noexcept {
  std::fill_n(data_.get(), size_, T{});
}

template <typename T>
void AlignedBuffer<T>::Free::operator()(T* memory) const noexcept {
  fftwf_free(memory);
}

template class AlignedBuffer<float>;
template class AlignedBuffer<std::complex<float>>;

RealTransform::RealTransform(int size) : size_(size) {
  AlignedBuffer<float> samples(static_cast<std::size_t>(size));
  AlignedBuffer<std::complex<float>> spectrum(static_cast<std::size_t>(bins()));
  const unsigned flags = FFTW_ESTIMATE | FFTW_DESTROY_INPUT;
  const std::lock_guard lock(planner());
  forward_ = fftwf_plan_dft_r2c_1d(size, samples.data(), as_fftw(spectrum.data()), flags);
  inverse_ = fftwf_plan_dft_c2r_1d(size, as_fftw(spectrum.data()), samples.data(), flags);
}

RealTransform::~RealTransform() {
  const std::lock_guard lock(planner());
  fftwf_destroy_plan(static_cast<fftwf_plan>(forward_));
  fftwf_destroy_plan(static_cast<fftwf_plan>(inverse_));
}

void RealTransform::forward(AlignedBuffer<float>& samples,
                            AlignedBuffer<std::complex<float>>& spectrum) const noexcept {
  const auto plan = static_cast<fftwf_plan>(forward_);
  fftwf_execute_dft_r2c(plan, samples.data(), as_fftw(spectrum.data()));
}

void RealTransform::inverse(AlignedBuffer<std::complex<float>>& spectrum,
                            AlignedBuffer<float>& samples) const noexcept {
  const auto plan = static_cast<fftwf_plan>(inverse_);
  fftwf_execute_dft_c2r(plan, as_fftw(spectrum.data()), samples.data());
}

int smooth_even_size(int length) {
  for (int size = std::max(2, length + length % 2);; size += 2) {
    int rest = size;
    for (const int prime : {2, 3, 5}) {
      while (rest % prime == 0) rest /= prime;
    }
    if (rest == 1) return size;
  }
}

}  // namespace hemiola::features
