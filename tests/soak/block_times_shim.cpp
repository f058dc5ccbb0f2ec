// Preloaded into scsynth: writes the duration of JACK process callbacks to a mapped file.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>

// Declared as in JACK's headers, which need not be installed.
using JackProcessCallback = int (*)(std::uint32_t, void*);
struct jack_client_t;

namespace {

// Read by tests/soak/watch.py, which resets the maxima to 0.
struct Times {
  std::atomic<std::uint64_t> callbacks;
  std::atomic<std::uint64_t> longest_ns;      // wall clock
  std::atomic<std::uint64_t> longest_cpu_ns;  // the thread's own clock
  std::atomic<std::uint64_t> sum_cpu_ns;
};

Times own;  // used if no file is named
Times* times = &own;
JackProcessCallback the_servers = nullptr;

std::uint64_t now_ns(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1000000000u + now.tv_nsec;
}

void raise_to(std::atomic<std::uint64_t>& longest, std::uint64_t value) {
  if (value > longest.load(std::memory_order_relaxed))
    longest.store(value, std::memory_order_relaxed);
}

int watched(std::uint32_t frames, void* argument) {
  const std::uint64_t begin = now_ns(CLOCK_MONOTONIC);
  const std::uint64_t begin_cpu = now_ns(CLOCK_THREAD_CPUTIME_ID);
  const int result = the_servers(frames, argument);
  const std::uint64_t cpu = now_ns(CLOCK_THREAD_CPUTIME_ID) - begin_cpu;
  raise_to(times->longest_ns, now_ns(CLOCK_MONOTONIC) - begin);
  raise_to(times->longest_cpu_ns, cpu);
  times->sum_cpu_ns.fetch_add(cpu, std::memory_order_relaxed);
  times->callbacks.fetch_add(1, std::memory_order_relaxed);
  return result;
}

void map_times() {
  const char* path = std::getenv("HEMIOLA_BLOCK_TIMES");
  const int file = path != nullptr ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
  if (file < 0) return;
  void* mapped = MAP_FAILED;
  if (ftruncate(file, sizeof(Times)) == 0)
    mapped = mmap(nullptr, sizeof(Times), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (mapped != MAP_FAILED) times = new (mapped) Times{};
}

}  // namespace

extern "C" int jack_set_process_callback(jack_client_t* client, JackProcessCallback callback,
                                         void* argument) {
  using Function = int (*)(jack_client_t*, JackProcessCallback, void*);
  map_times();
  the_servers = callback;
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, "jack_set_process_callback"))(client, watched,
                                                                                   argument);
}
