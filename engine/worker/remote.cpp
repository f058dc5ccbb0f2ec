// Connects the OSC server and the loop.
#include "worker/remote.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "worker/say.h"

namespace hemiola::worker {

namespace {

// Longer than any frame takes to reach the worker.
constexpr double kNoFrameComesSeconds = 0.5;
constexpr std::size_t kParts = 2;

static_assert(osc::kMaxLatents >= ipc::kMaxLatents);

}  // namespace

Remote::Remote(const osc::Options& options, ipc::Segment& segment, Loop& loop,
               snapshots::Snapshots& snapshots, SecondsNow seconds_now)
    : segment_(segment),
      loop_(loop),
      snapshots_(snapshots),
      seconds_now_(seconds_now),
      glide_seconds_(static_cast<std::size_t>(segment.voices()) * kParts),
      server_(options) {}

void Remote::begin_model() {
  const double rate = segment_.header().server.sample_rate;
  frame_seconds_ = static_cast<double>(segment_.geometry().timing.hop) / rate;
  clock_ = FrameClock(frame_seconds_);
  said_missing_ = false;
  for (int voice = 0; voice < segment_.voices(); ++voice)
    for (const auto part : {patchbay::Part::harmony, patchbay::Part::rhythm})
      if (const float seconds = glide_of(voice, part); seconds > 0)
        glide({.voice = voice, .part = part, .verb = patchbay::Verb::glide, .value = seconds});
}

void Remote::before_encode(std::int64_t frame, std::int64_t newest) {
  clock_.saw(newest, seconds_now_());
}

void Remote::before_patch(std::int64_t frame) { apply_until(clock_.end_of(frame)); }

void Remote::apply_overdue() { apply_until(seconds_now_() - kNoFrameComesSeconds); }

void Remote::apply_until(double seconds) {
  // Commands wait until there is a model: a sensor may send only once.
  if (loop_.processor() == nullptr) return;
  using What = osc::SnapshotOrder::What;
  osc::Order order;
  std::optional<osc::SnapshotOrder>
      point;  // of the map: of several in a row only the last is heard
  const auto go_to_point = [&] {
    if (point) carry_out(*std::exchange(point, std::nullopt));
  };
  while (server_.poll(order, osc::to_time_tag(seconds))) {
    if (order.snapshot.what == What::map) {
      point = order.snapshot;
      continue;
    }
    go_to_point();
    if (order.snapshot.what == What::none)
      apply(order);
    else
      carry_out(order.snapshot);
  }
  go_to_point();
  if (snapshots_.keep()) server_.publish_snapshots(places_of(snapshots_));
}

void Remote::apply(const patchbay::Command& command) {
  if (command.verb == patchbay::Verb::glide) return glide(command);
  if (command.verb == patchbay::Verb::note && loop_.processor()->note_map().empty())
    say_missing("notes came, but this model has no map from notes to harmony");
  if (command.verb == patchbay::Verb::hit && loop_.processor()->beat_map().empty())
    say_missing("a hit came, but this model has no map from hits to rhythm");
  if (command.verb == patchbay::Verb::tone && loop_.processor()->note_reader().empty())
    say_missing("a scale came, but this model reads no notes in the harmony");
  loop_.apply(command);
  if (command.verb != patchbay::Verb::reset) return;
  for (const auto part : {patchbay::Part::harmony, patchbay::Part::rhythm})
    remember_glide(command.voice, part, 0);
}

void Remote::say_missing(const char* what) {
  if (said_missing_) return;
  said_missing_ = true;
  char text[200];
  std::snprintf(text, sizeof text,
                "%s; it gets one by: hemiola train --notes-only --from MODEL --out NEW", what);
  say(text);
}

// Converts seconds (OSC) to frames of the playing model.
void Remote::glide(patchbay::Command command) {
  remember_glide(command.voice, command.part, command.value);
  command.value = static_cast<float>(command.value / frame_seconds_);
  loop_.apply(command);
}

void Remote::remember_glide(int voice, patchbay::Part part, float seconds) {
  const int first = voice < 0 ? 0 : voice;
  const int last = voice < 0 ? segment_.voices() - 1 : voice;
  for (int each = first; each <= last; ++each) glide_of(each, part) = seconds;
}

float& Remote::glide_of(int voice, patchbay::Part part) {
  return glide_seconds_[kParts * static_cast<std::size_t>(voice) + static_cast<std::size_t>(part)];
}

void Remote::after_encode(std::int64_t frame, std::span<const session::EncodeJob> jobs) {
  if (!server_.listening()) return;
  const ipc::Geometry geometry = segment_.geometry();
  shown_.number = frame;
  shown_.frame_seconds = frame_seconds_;
  shown_.harmony_channels = geometry.harmony();
  shown_.rhythm_channels = geometry.rhythm;
  const bool notes = server_.listening_to_notes();
  for (const session::EncodeJob& job : jobs) {
    shown_.voice = job.voice;
    shown_.chroma = notes ? read_chroma(job) : std::nullopt;
    const auto end = std::copy_n(job.harmony, geometry.harmony(), shown_.values.begin());
    std::copy_n(job.rhythm, geometry.rhythm, end);
    server_.show(shown_);
  }
}

std::optional<std::array<float, 12>> Remote::read_chroma(const session::EncodeJob& job) {
  const patchbay::NoteReaderView reader = loop_.processor()->note_reader();
  if (reader.empty()) {
    say_missing("a program asks for chroma or chords, but this model reads no notes");
    return std::nullopt;
  }
  std::array<float, ipc::kMaxLatents> loudness;
  const std::span<float> places(loudness.data(), static_cast<std::size_t>(reader.places));
  reader.notes_of({job.harmony, static_cast<std::size_t>(reader.places * reader.channels)}, places);
  return patchbay::chroma_of(places);
}

void Remote::loaded(bool success, const std::string& text) noexcept {
  tell_model();  // who is answered may ask at once which one plays
  osc::Loaded loaded;
  loaded.success = success;
  const ipc::Geometry geometry = segment_.geometry();
  if (geometry.timing.hop > 0) loaded.latency_samples = static_cast<int>(geometry.latency());
  loaded.places = geometry.places;
  loaded.channels_per_place = geometry.channels_per_place;
  loaded.rhythm = geometry.rhythm;
  std::snprintf(loaded.text.data(), loaded.text.size(), "%s", text.c_str());
  server_.loaded(loaded);
}

void Remote::tell_model() {
  if (loop_.processor() == nullptr) return;
  if (std::string name = loop_.processor()->model_name(); name != told_model_) {
    server_.playing(name);
    told_model_ = std::move(name);
  }
}

void Remote::publish_status() {
  tell_model();
  const ipc::Header& header = segment_.header();
  const ipc::Geometry geometry = segment_.geometry();
  const ipc::Counters& counters = header.counters;
  osc::Status status;
  status.ready = header.state.load() == ipc::WorkerState::ready;
  status.sample_rate_hz = header.server.sample_rate;
  status.hop_samples = static_cast<int>(geometry.timing.hop);
  status.latency_samples = static_cast<int>(geometry.latency());
  status.voices = segment_.voices();
  status.active_encoders = loop_.active_encoders();
  status.active_decoders = loop_.active_decoders();
  status.frames = counters.frames.load();
  status.late_encoder_frames = counters.late_encoder.load();
  status.late_decoder_frames = counters.late_decoder.load();
  status.dropped_frames = counters.dropped.load();
  status.restarts = counters.restarts.load();
  status.mean_frame_us = (header.mean_encode_ns.load() + header.mean_decode_ns.load()) * 1e-3;
  server_.publish(status);
}

}  // namespace hemiola::worker
