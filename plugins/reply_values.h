// The numbers that an answer to a /cmd message carries, in the order that the help file documents.
#pragma once

#include <initializer_list>

#include "supervisor.h"

namespace hemiola::plugin {

// Plain memory. OSC replies of a server are float32.
struct ReplyValues {
  static constexpr int kMax = 32;
  int count;
  float values[kMax];  // [count]

  void set(std::initializer_list<double> numbers);
  void add(double number);
};

// [off the audio thread] 14 values: ok, latency_samples, hop, voices, places, channels_a_place,
// rhythm, epoch, ready, and the worker's OSC port and address (5). ok is the request's, ready the
// worker's: a start that is refused ends no worker.
void describe_outcome(ReplyValues& reply, const Outcome& outcome);

// [off the audio thread] 28 values, as the help file of Hemiola lists them; zeros without a worker.
void describe_report(ReplyValues& reply, const Attachment* attachment);

}  // namespace hemiola::plugin
