// Preloaded into scsynth: counts forbidden calls in the JACK process callback, and wake-ups.
#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" {
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void __libc_free(void*);
}

// Declared as in JACK's headers, which need not be installed.
using JackProcessCallback = int (*)(std::uint32_t, void*);
struct jack_client_t;

namespace {

enum What {
  kCallbacks,
  kAllocations,
  kFrees,
  kLocks,
  kWaits,
  kSleeps,
  kWrites,
  kFormats,
  kPosts,
  kKinds
};
const char* const kNames[] = {"callbacks", "allocations", "frees",   "locks", "waits",
                              "sleeps",    "writes",      "formats", "posts"};
std::atomic<long> counts[kKinds];
thread_local bool inside = false;

void count(What what) {
  if (inside) counts[what].fetch_add(1, std::memory_order_relaxed);
}

template <typename Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

JackProcessCallback the_servers = nullptr;

int watched(std::uint32_t frames, void* argument) {
  inside = true;
  count(kCallbacks);
  const int result = the_servers(frames, argument);
  inside = false;
  return result;
}

// Writes a line NAME COUNT for each counter to the file in HEMIOLA_SHIM_LOG.
struct Report {
  ~Report() {
    if (the_servers == nullptr) return;  // the worker, which has inherited this library
    const char* path = std::getenv("HEMIOLA_SHIM_LOG");
    std::FILE* file = path != nullptr ? std::fopen(path, "w") : nullptr;
    if (file == nullptr) return;
    for (int i = 0; i < kKinds; ++i) std::fprintf(file, "%s %ld\n", kNames[i], counts[i].load());
    std::fclose(file);
  }
} report;

}  // namespace

extern "C" {

int jack_set_process_callback(jack_client_t* client, JackProcessCallback callback, void* argument) {
  using Function = int (*)(jack_client_t*, JackProcessCallback, void*);
  the_servers = callback;
  return next<Function>("jack_set_process_callback")(client, watched, argument);
}

void* malloc(size_t size) {
  count(kAllocations);
  return __libc_malloc(size);
}
void* calloc(size_t number, size_t size) {
  count(kAllocations);
  return __libc_calloc(number, size);
}
void* realloc(void* memory, size_t size) {
  count(kAllocations);
  return __libc_realloc(memory, size);
}
void free(void* memory) {
  if (memory != nullptr) count(kFrees);
  __libc_free(memory);
}
int pthread_mutex_lock(pthread_mutex_t* mutex) {
  static const auto real = next<int (*)(pthread_mutex_t*)>("pthread_mutex_lock");
  count(kLocks);
  return real(mutex);
}
int sem_wait(sem_t* semaphore) {
  static const auto real = next<int (*)(sem_t*)>("sem_wait");
  count(kWaits);
  return real(semaphore);
}
int sem_timedwait(sem_t* semaphore, const timespec* until) {
  static const auto real = next<int (*)(sem_t*, const timespec*)>("sem_timedwait");
  count(kWaits);
  return real(semaphore, until);
}
int sem_post(sem_t* semaphore) {
  static const auto real = next<int (*)(sem_t*)>("sem_post");
  count(kPosts);
  return real(semaphore);
}
int nanosleep(const timespec* time, timespec* left) {
  static const auto real = next<int (*)(const timespec*, timespec*)>("nanosleep");
  count(kSleeps);
  return real(time, left);
}
ssize_t write(int file, const void* bytes, size_t size) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
  count(kWrites);
  return real(file, bytes, size);
}
int vsnprintf(char* text, size_t size, const char* format, va_list arguments) {
  static const auto real = next<int (*)(char*, size_t, const char*, va_list)>("vsnprintf");
  count(kFormats);
  return real(text, size, format, arguments);
}
int vprintf(const char* format, va_list arguments) {
  static const auto real = next<int (*)(const char*, va_list)>("vprintf");
  count(kFormats);
  return real(format, arguments);
}
int snprintf(char* text, size_t size, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int length = vsnprintf(text, size, format, arguments);
  va_end(arguments);
  return length;
}

}  // extern "C"
