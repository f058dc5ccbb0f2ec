// Encodes replies as the bytes of OSC packets.
#include "osc/reply.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>

#include "osc/packet.h"

namespace hemiola::osc {

namespace {

std::int32_t count(std::uint64_t value) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(std::min(value, kMost));
}

void add_status(MessageWriter& out, const Status& status, const Traffic& traffic) {
  const auto pair = [&out](std::string_view name, auto value) {
    out.add(name);
    out.add(value);
  };
  pair("ready", status.ready ? 1 : 0);
  pair("sample_rate_hz", static_cast<float>(status.sample_rate_hz));
  pair("hop_samples", status.hop_samples);
  pair("latency_samples", status.latency_samples);
  pair("voices", status.voices);
  pair("active_encoders", status.active_encoders);
  pair("active_decoders", status.active_decoders);
  pair("frames", count(status.frames));
  pair("late_encoder_frames", count(status.late_encoder_frames));
  pair("late_decoder_frames", count(status.late_decoder_frames));
  pair("dropped_frames", count(status.dropped_frames));
  pair("restarts", count(status.restarts));
  pair("mean_frame_us", static_cast<float>(status.mean_frame_us));
  pair("packets", count(traffic.packets));
  pair("bad_packets", count(traffic.bad_packets));
}

std::string_view address_of(Reply::Kind kind) {
  switch (kind) {
    case Reply::Kind::fail:
      return "/fail";
    case Reply::Kind::clamped:
      return "/hemiola/clamped";
    case Reply::Kind::status:
      return "/hemiola/status";
    case Reply::Kind::late:
      return "/hemiola/late";
    case Reply::Kind::pong:
      return "/hemiola/pong";
    case Reply::Kind::subscribed:
      return "/hemiola/subscribed";
    case Reply::Kind::models:
      return "/hemiola/models";
  }
  return "/fail";
}

}  // namespace

std::string encode(const Reply& reply, const Status& status, const Traffic& traffic) {
  MessageWriter out(address_of(reply.kind));
  if (reply.kind == Reply::Kind::fail || reply.kind == Reply::Kind::clamped) {
    out.add(reply.address);
    out.add(reply.reason);
  }
  if (reply.kind == Reply::Kind::subscribed) out.add(reply.address);
  for (const std::string& name : reply.names) out.add(std::string_view(name));
  if (reply.kind == Reply::Kind::clamped || reply.kind == Reply::Kind::subscribed)
    out.add(reply.taken);
  if (reply.kind == Reply::Kind::status) add_status(out, status, traffic);
  if (reply.kind == Reply::Kind::late) {
    out.add(count(status.late_encoder_frames));
    out.add(count(status.late_decoder_frames));
    out.add(count(status.dropped_frames));
  }
  return out.bytes();
}

std::string encode(std::span<const SnapshotPlace> snapshots) {
  // The number comes first, so that no answer looks like the question.
  MessageWriter out("/hemiola/snapshots");
  out.add(static_cast<std::int32_t>(snapshots.size()));
  for (const SnapshotPlace& each : snapshots) {
    out.add(std::string_view(each.name));
    out.add(each.x);
    out.add(each.y);
  }
  return out.bytes();
}

std::string encode(const VoiceNames& names) {
  MessageWriter out("/hemiola/names");
  out.add(names.voices());
  for (const std::string& name : names.all()) out.add(std::string_view(name));
  return out.bytes();
}

std::string encode_map(float x, float y) {
  MessageWriter out("/hemiola/map");
  out.add(x);
  out.add(y);
  return out.bytes();
}

std::string encode(const Loaded& loaded) {
  MessageWriter out("/hemiola/loaded");
  out.add(loaded.success ? 1 : 0);
  for (const int number :
       {loaded.latency_samples, loaded.places, loaded.channels_per_place, loaded.rhythm})
    out.add(number);
  out.add(std::string_view(loaded.text.data()));
  return out.bytes();
}

}  // namespace hemiola::osc
