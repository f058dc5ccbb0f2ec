// Marks audio thread code for RealtimeSanitizer; empty in ordinary builds.
#pragma once

#ifdef HEMIOLA_RTSAN
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" void __rtsan_realtime_enter();
extern "C" void __rtsan_realtime_exit();
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
#endif

namespace hemiola::plugin {

// While such an object exists, the sanitizer's runtime reports malloc, locks and system calls.
struct RealtimeScope {
#ifdef HEMIOLA_RTSAN
  RealtimeScope() { __rtsan_realtime_enter(); }
  ~RealtimeScope() { __rtsan_realtime_exit(); }
#else
  RealtimeScope() {}  // avoids warnings about unused variables
#endif
  RealtimeScope(const RealtimeScope&) = delete;
  RealtimeScope& operator=(const RealtimeScope&) = delete;
};

}  // namespace hemiola::plugin
