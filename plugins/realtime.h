// Tells RealtimeSanitizer what runs in the audio thread; in ordinary builds it is nothing at all.
#pragma once

#ifdef HEMIOLA_RTSAN
extern "C" void __rtsan_realtime_enter();
extern "C" void __rtsan_realtime_exit();
#endif

namespace hemiola::plugin {

// While one of these lives, the sanitizer's runtime objects to malloc, locks and system calls.
struct RealtimeScope {
#ifdef HEMIOLA_RTSAN
  RealtimeScope() { __rtsan_realtime_enter(); }
  ~RealtimeScope() { __rtsan_realtime_exit(); }
#else
  RealtimeScope() {}  // so that one which only lives is no unused variable
#endif
  RealtimeScope(const RealtimeScope&) = delete;
  RealtimeScope& operator=(const RealtimeScope&) = delete;
};

}  // namespace hemiola::plugin
