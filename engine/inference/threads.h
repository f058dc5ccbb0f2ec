// OpenMP's count of threads, which oneDNN takes.
#pragma once

// Declared here, as their header comes with a compiler of its own kind.
extern "C" {
void omp_set_num_threads(int count);
int omp_get_max_threads(void);
}

namespace hemiola::inference {

// oneDNN splits a convolution over the threads that exist when it is made; one frame is too short
// for more than one.
class OneThread {
 public:
  OneThread() : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
  ~OneThread() { omp_set_num_threads(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_;
};

}  // namespace hemiola::inference
