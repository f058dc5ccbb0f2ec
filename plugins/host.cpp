// The global host, and printing from the audio thread.
#include "host.h"

#include <new>

#include "supervisor.h"

namespace hemiola::plugin {
namespace {

void print_note(FifoMsg* message) {
  const Note& note = *static_cast<const Note*>(message->mData);
  note.print(note);
}
void free_note(FifoMsg* message) { RTFree(message->mWorld, message->mData); }
void print_text(FifoMsg* message) { Print("%s", static_cast<const char*>(message->mData)); }

}  // namespace

Host& host() noexcept {
  static Host only;
  return only;
}

void tell(World* world, const Note& note) noexcept {
  if (!world->mRealTime) return note.print(note);
  void* memory = RTAlloc(world, sizeof(Note));
  if (memory == nullptr) return;
  FifoMsg message;
  message.Set(world, print_note, free_note, new (memory) Note(note));
  if (!SendMsgFromRT(world, message)) RTFree(world, memory);
}

void tell(World* world, const char* text) noexcept {
  FifoMsg message;
  message.Set(world, print_text, nullptr, const_cast<char*>(text));
  if (world->mRealTime)
    SendMsgFromRT(world, message);
  else
    print_text(&message);
}

void explain_missing(World* world, const char* unit, const Attachment* attachment, int voice,
                     bool& told) noexcept {
  if (attachment == nullptr) {
    // told is not set here: once there is a worker, the unit may have another reason to report.
    if (host().starting.load(std::memory_order_relaxed) > 0) return;
    if (!host().told_absent.exchange(true))
      tell(world, {.print =
                       [](const Note& note) {
                         Print(
                             "%s: no worker is running. Start it with Hemiola.start; silence until "
                             "then.\n",
                             note.subject);
                       },
                   .subject = unit});
    return;
  }
  if (told) return;
  told = true;
  const int voices = attachment->segment.voices();
  const Note about = {.print = nullptr, .subject = unit, .numbers = {voice, voices}};
  const auto say = [&](void (*print)(const Note&)) {
    Note note = about;
    note.print = print;
    tell(world, note);
  };
  if (attachment->segment.header().geometry.version() == 0) {
    say([](const Note& note) {
      Print("%s: the worker has no model. Load one with Hemiola.model; silence until then.\n",
            note.subject);
    });
  } else if (voice == kNoNumber) {
    say([](const Note& note) {
      Print("%s: the voice is no number (NaN or infinite). It stays silent.\n", note.subject);
    });
  } else if (voice >= voices || voice < -1) {
    say([](const Note& note) {
      Print("%s: there is no voice %d; this worker has voices 0 to %d. It stays silent.\n",
            note.subject, note.numbers[0], note.numbers[1] - 1);
    });
  } else if (voice == -1) {
    say([](const Note& note) {
      Print("%s: all %d voices are taken. It waits in silence; Hemiola.start(voices:) sets more.\n",
            note.subject, note.numbers[1]);
    });
  } else {
    say([](const Note& note) {
      Print(
          "%s: another synth has voice %d. It waits in silence until that one ends; without a "
          "voice "
          "argument each has its own, in a crossfade too.\n",
          note.subject, note.numbers[0]);
    });
  }
}

}  // namespace hemiola::plugin
