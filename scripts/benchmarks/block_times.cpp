// Preloaded into scsynth: times its JACK process callback and the wake-ups within it.
#include <dlfcn.h>
#include <semaphore.h>
#include <time.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

// As declared by JACK's headers, which need not be installed.
using JackProcessCallback = int (*)(std::uint32_t, void*);
struct jack_client_t;

namespace {

constexpr long kMaxBlocks = 1 << 20;  // maximum number of recorded blocks
std::uint32_t block_ns[kMaxBlocks], wake_ns[kMaxBlocks];
long blocks = 0;
std::uint32_t waking_ns = 0;
thread_local bool inside = false;
JackProcessCallback the_servers = nullptr;

std::uint64_t now_ns() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1000000000u +
         static_cast<std::uint64_t>(time.tv_nsec);
}

template <typename Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

int timed(std::uint32_t frames, void* argument) {
  waking_ns = 0;
  inside = true;
  const std::uint64_t begin = now_ns();
  const int result = the_servers(frames, argument);
  const std::uint64_t took = now_ns() - begin;
  inside = false;
  if (blocks < kMaxBlocks) {
    block_ns[blocks] = static_cast<std::uint32_t>(took);
    wake_ns[blocks++] = waking_ns;
  }
  return result;
}

// Writes to $HEMIOLA_BLOCK_TIMES one line per block: total ns, ns of the wake-ups.
struct Report {
  ~Report() {
    const char* path = std::getenv("HEMIOLA_BLOCK_TIMES");
    std::FILE* file = path != nullptr ? std::fopen(path, "w") : nullptr;
    if (file == nullptr) return;
    for (long i = 0; i < blocks; ++i) std::fprintf(file, "%u %u\n", block_ns[i], wake_ns[i]);
    std::fclose(file);
  }
} report;

}  // namespace

extern "C" {

int jack_set_process_callback(jack_client_t* client, JackProcessCallback callback, void* argument) {
  using Function = int (*)(jack_client_t*, JackProcessCallback, void*);
  the_servers = callback;
  return next<Function>("jack_set_process_callback")(client, timed, argument);
}

int sem_post(sem_t* semaphore) {
  static const auto real = next<int (*)(sem_t*)>("sem_post");
  if (!inside) return real(semaphore);
  const std::uint64_t begin = now_ns();
  const int result = real(semaphore);
  waking_ns += static_cast<std::uint32_t>(now_ns() - begin);
  return result;
}

}  // extern "C"
