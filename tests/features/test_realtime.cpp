// process() and reset() don't use the heap: counts every allocation in this executable.
#include <atomic>
#include <cstdlib>

#include "features/seam.h"
#include "support/catch.h"

// Sanitizers have their own allocator, and only replacing malloc itself shows FFTW's calls.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HEMIOLA_COUNTS_HEAP 0
#else
#define HEMIOLA_COUNTS_HEAP 1
#endif

namespace {
std::atomic<long> heap_calls = 0;
}

#if HEMIOLA_COUNTS_HEAP
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

void* malloc(std::size_t size) { return ++heap_calls, __libc_malloc(size); }
void* calloc(std::size_t n, std::size_t size) { return ++heap_calls, __libc_calloc(n, size); }
void* realloc(void* at, std::size_t size) { return ++heap_calls, __libc_realloc(at, size); }
void* memalign(std::size_t to, std::size_t size) { return ++heap_calls, __libc_memalign(to, size); }
void* aligned_alloc(std::size_t to, std::size_t size) { return memalign(to, size); }
int posix_memalign(void** at, std::size_t to, std::size_t size) {
  *at = memalign(to, size);
  return *at == nullptr ? 12 : 0;
}
void free(void* at) {
  if (at != nullptr) ++heap_calls;
  __libc_free(at);
}
}
#endif

using namespace hemiola::features;
using namespace hemiola::test;

TEST_CASE("frames are analysed and synthesised without the heap") {
  for (const double rate : {44100.0, 48000.0, 88200.0, 96000.0}) {
    const Seam seam(rate);
    Samples samples = music(rate, 0.6);
    const Samples hiss = noise(rate, 0.6, 0.3);
    samples.insert(samples.end(), hiss.begin(), hiss.end());
    Analyser analyser(seam.analysis);
    Synthesiser synthesiser(seam.synthesis);
    const auto hop = static_cast<std::size_t>(seam.hop);
    std::vector<float> frame(216);
    Samples tail(hop);

    long before = heap_calls;
    std::free(std::malloc(1));
    if (HEMIOLA_COUNTS_HEAP) REQUIRE(heap_calls > before);  // the counter works

    before = heap_calls;
    for (std::size_t at = 0; at + hop <= samples.size(); at += hop) {
      analyser.process(samples.data() + at, frame.data());
      synthesiser.process(frame.data(), samples.data() + at, tail.data());
      if (at / hop == 30) {
        analyser.reset();
        synthesiser.reset();
      }
    }
    const long after = heap_calls;
    INFO("rate " << rate);
    CHECK(after == before);
  }
}
