// Real Fourier transforms, their aligned memory, and the window of most of them.
#pragma once

#include <cmath>
#include <complex>
#include <cstddef>
#include <memory>

namespace hemiola::features {

// Zeroed memory, aligned for FFTW.
template <typename T>
class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  explicit AlignedBuffer(std::size_t size);
  T* data() noexcept { return data_.get(); }
  const T* data() const noexcept { return data_.get(); }
  std::size_t size() const noexcept { return size_; }
  T& operator[](std::size_t i) noexcept { return data_[i]; }
  const T& operator[](std::size_t i) const noexcept { return data_[i]; }
  void clear() noexcept;

 private:
  struct Free {
    void operator()(T* memory) const noexcept;
  };
  std::unique_ptr<T[], Free> data_;
  std::size_t size_ = 0;
};

// Transform of one size, shared by all voices. Plans are estimated, not measured: measured plans
// differ from run to run, and with them the last bits of the sound.
class RealTransform {
 public:
  explicit RealTransform(int size);
  ~RealTransform();
  RealTransform(const RealTransform&) = delete;
  RealTransform& operator=(const RealTransform&) = delete;

  int size() const noexcept { return size_; }
  int bins() const noexcept { return size_ / 2 + 1; }
  // [real-time] Both overwrite their input; inverse() does not divide by size. Not in place, as
  // FFTW would allocate memory while running.
  void forward(AlignedBuffer<float>& samples /*[size]*/,
               AlignedBuffer<std::complex<float>>& spectrum /*[bins]*/) const noexcept;
  void inverse(AlignedBuffer<std::complex<float>>& spectrum /*[bins]*/,
               AlignedBuffer<float>& samples /*[size]*/) const noexcept;

 private:
  int size_;
  void* forward_;  // fftwf_plan, kept out of the header
  void* inverse_;
};

// The smallest even number >= length without a prime factor above 5.
int smooth_even_size(int length);

// Hann's window: 0 at an angle of 0, 1 at pi, 0 at 2 pi.
inline double hann(double radians) { return 0.5 - 0.5 * std::cos(radians); }

}  // namespace hemiola::features
