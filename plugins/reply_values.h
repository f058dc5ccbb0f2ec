// The numbers in a reply to a /cmd message, in the order documented in the help file.
#pragma once

#include <initializer_list>

#include "supervisor.h"

namespace hemiola::plugin {

// Plain memory, for the server's real-time pool. Replies of a server are float32.
struct ReplyValues {
  static constexpr int kMax = 32;
  int count;
  float values[kMax];  // [count]

  void set(std::initializer_list<double> numbers);
  void add(double number);
};

// [not the audio thread] 14 values: ok, latency_samples, hop, voices, places, channels_per_place,
// rhythm, epoch, ready, and the worker's OSC port and address (5). ok belongs to the request, ready
// to the worker: a refused start leaves a running worker alone.
void describe_outcome(ReplyValues& reply, const Outcome& outcome);

// [not the audio thread] 28 values, as listed in the help file of Hemiola; zeros without a worker.
void describe_report(ReplyValues& reply, const Attachment* attachment);

}  // namespace hemiola::plugin
