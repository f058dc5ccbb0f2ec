// Collects the segment's values for a reply.
#include "reply_values.h"

#include <algorithm>

namespace hemiola::plugin {
namespace {

constexpr int kReportValues = 28;

// A float32 counts exactly to 2^24 (two days of frames). The rest is sent as another value.
constexpr std::uint64_t kCountsPerValue = 1 << 24;
double low_part(const std::atomic<std::uint64_t>& counter) {
  return static_cast<double>(counter.load() % kCountsPerValue);
}
double high_part(const std::atomic<std::uint64_t>& counter) {
  const std::uint64_t whole = counter.load() / kCountsPerValue;
  return static_cast<double>(whole);
}

// The port and the four numbers of the address at which the worker receives OSC; port 0: none.
void add_osc_place(ReplyValues& reply, const ipc::Header& header) {
  const std::uint32_t address = header.osc.address.load();
  reply.add(header.osc.port.load());
  for (int shift = 24; shift >= 0; shift -= 8) reply.add(address >> shift & 255);
}

double is_ready(const ipc::Header& header) {
  return header.state.load() == ipc::WorkerState::ready ? 1.0 : 0.0;
}

double latency_samples(const ipc::Geometry& geometry) {
  return geometry.timing.hop > 0 ? static_cast<double>(geometry.latency()) : 0.0;
}

template <typename VoiceOf>
double count_taken(int voices, VoiceOf voice_of) {
  int taken = 0;
  for (int voice = 0; voice < voices; ++voice)
    taken += voice_of(voice).claim.taken.load(std::memory_order_relaxed) != 0;
  return taken;
}

}  // namespace

void ReplyValues::add(double number) {
  if (count < kMax) values[count++] = static_cast<float>(number);
}

void ReplyValues::set(std::initializer_list<double> numbers) {
  count = 0;
  for (const double number : numbers) add(number);
}

void describe_outcome(ReplyValues& reply, const Outcome& outcome) {
  const double ok = outcome.ok ? 1.0 : 0.0;
  const Attachment* attachment = outcome.attachment.get();
  if (attachment == nullptr) return reply.set({ok, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  const ipc::Header& header = attachment->segment.header();
  const ipc::Geometry& geometry = outcome.geometry;
  reply.set({ok, latency_samples(geometry), static_cast<double>(geometry.timing.hop),
             static_cast<double>(attachment->segment.voices()),
             static_cast<double>(geometry.places), static_cast<double>(geometry.channels_per_place),
             static_cast<double>(geometry.rhythm), static_cast<double>(header.epoch.load()),
             is_ready(header)});
  add_osc_place(reply, header);
}

void describe_report(ReplyValues& reply, const Attachment* attachment) {
  reply = {.count = kReportValues, .values = {}};
  if (attachment == nullptr) return;
  const ipc::Segment& segment = attachment->segment;
  const ipc::Header& header = segment.header();
  const ipc::Counters& counters = header.counters;
  const ipc::Geometry geometry = segment.geometry();
  const int voices = segment.voices();
  const auto number = [](const auto& value) { return static_cast<double>(value); };
  reply.set({is_ready(header), low_part(counters.late_encoder), low_part(counters.late_decoder),
             low_part(counters.frames), low_part(counters.dropped), low_part(counters.restarts),
             latency_samples(geometry), number(geometry.timing.hop),
             count_taken(voices, [&](int v) -> auto& { return segment.encoder(v); }),
             count_taken(voices, [&](int v) -> auto& { return segment.decoder(v); }),
             (header.mean_encode_ns.load() + header.mean_decode_ns.load()) * 1e-3,
             low_part(counters.unsent), number(header.epoch.load()),
             number(ipc::pid_of(header.worker.load())), number(voices), number(geometry.places),
             number(geometry.channels_per_place), number(geometry.rhythm)});
  add_osc_place(reply, header);
  for (const auto* counter : {&counters.late_encoder, &counters.late_decoder, &counters.frames,
                              &counters.dropped, &counters.unsent})
    reply.add(high_part(*counter));
}

}  // namespace hemiola::plugin
