// The one host, and how the audio thread has something printed.
#include "host.h"

#include <cstdarg>
#include <cstdio>

#include "supervisor.h"

namespace hemiola::plugin {
namespace {

constexpr std::size_t kLongestSentence = 400;

void print_message(FifoMsg* message) { Print("%s", static_cast<const char*>(message->mData)); }
void free_message(FifoMsg* message) { RTFree(message->mWorld, message->mData); }

}  // namespace

Host& host() noexcept {
  static Host only;
  return only;
}

void tell(World* world, const char* format, ...) noexcept {
  char sentence[kLongestSentence];
  std::va_list arguments;
  va_start(arguments, format);
  const int length = std::vsnprintf(sentence, sizeof sentence, format, arguments);
  va_end(arguments);
  if (length < 0) return;
  if (!world->mRealTime) {
    Print("%s", sentence);
    return;
  }
  auto* text = static_cast<char*>(RTAlloc(world, kLongestSentence));
  if (text == nullptr) return;
  std::snprintf(text, kLongestSentence, "%s", sentence);
  FifoMsg message;
  message.Set(world, print_message, free_message, text);
  if (!SendMsgFromRT(world, message)) RTFree(world, text);
}

void explain_missing(World* world, const char* unit, const Attachment* attachment, int voice,
                     bool& told) noexcept {
  if (told || (attachment == nullptr && host().starting.load(std::memory_order_relaxed))) return;
  told = true;
  if (attachment == nullptr) {
    if (!host().told_absent.exchange(true))
      tell(world, "%s: no worker is running. Start it with Hemiola.start; silence until then.\n",
           unit);
  } else if (attachment->segment.header().geometry.version() == 0) {
    tell(world, "%s: the worker has no model. Load one with Hemiola.model; silence until then.\n",
         unit);
  } else if (voice >= attachment->segment.voices() || voice < -1) {
    tell(world, "%s: there is no voice %d; this worker has voices 0 to %d. It stays silent.\n",
         unit, voice, attachment->segment.voices() - 1);
  } else if (voice == -1) {
    tell(world,
         "%s: all %d voices are taken. It waits in silence; Hemiola.start(voices:) sets more.\n",
         unit, attachment->segment.voices());
  } else {
    tell(world, "%s: voice %d is taken. It waits in silence.\n", unit, voice);
  }
}

}  // namespace hemiola::plugin
