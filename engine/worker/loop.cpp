// Runs the pending frames of all voices, one batch per frame.
#include "worker/loop.h"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

#include "ipc/wake_semaphore.h"
#include "worker/say.h"

namespace hemiola::worker {
namespace {

using namespace std::chrono_literals;

// Polling interval if there is no wake-up (a paused node sends none).
constexpr auto kLookWhilePlaying = 2ms;
constexpr auto kLookWhileIdle = 20ms;
// A machine that is too slow always has another frame to run, but the caller has to handle
// requests, the server's end and messages as well.
constexpr auto kLongestTurn = 20ms;
// Units of one server send within a block or two; a longer wait means a paused node.
constexpr auto kWaitForOthers = 500us;
// A late frame is still run, to keep a voice's stream continuous, but only one per ten punctual
// frames: an overloaded machine must not run late frames only.
constexpr double kCreditPerFrame = 0.1;
constexpr double kMaxCredit = 4;
constexpr double kSmoothing = 1.0 / 64;

void smooth(std::atomic<std::uint32_t>& mean_ns, std::chrono::nanoseconds spent) {
  const double before = mean_ns.load(std::memory_order_relaxed);
  const auto now = static_cast<double>(spent.count());
  const double mean = before == 0 ? now : before + kSmoothing * (now - before);
  mean_ns.store(static_cast<std::uint32_t>(mean), std::memory_order_relaxed);
}

void check_fit(const ipc::Geometry& geometry, const ipc::ServerFacts& server) {
  const auto refuse = [](const std::string& reason) { throw std::runtime_error(reason); };
  const std::int64_t hop = geometry.timing.hop;
  if (hop < 1 || hop > static_cast<std::int64_t>(ipc::kMaxHop))
    refuse("The model's frames of " + std::to_string(hop) + " samples are outside 1 to " +
           std::to_string(ipc::kMaxHop) + ". Run the server at a lower sample rate.");
  if (hop < server.latency.block_samples)
    refuse("The server's blocks of " + std::to_string(server.latency.block_samples) +
           " samples are longer than the model's frames of " + std::to_string(hop) +
           ". Boot the server with a smaller block size.");
  if (geometry.latents() < 1 || geometry.latents() > static_cast<int>(ipc::kMaxLatents))
    refuse("The model's " + std::to_string(geometry.latents()) + " latents are outside 1 to " +
           std::to_string(ipc::kMaxLatents) + ".");
}

}  // namespace

Loop::Loop(ipc::Segment& segment)
    : segment_(segment),
      encoders_(segment.voices(), ipc::Kind::samples),
      decoders_(segment.voices(), ipc::Kind::latents),
      crossfade_(segment.voices()) {
  for (int voice = 0; voice < segment.voices(); ++voice) {
    encoders_.slot(voice).voice = &segment.encoder(voice);
    decoders_.slot(voice).voice = &segment.decoder(voice);
  }
  encode_jobs_.reserve(segment.voices());
  decode_jobs_.reserve(segment.voices());
  encoders_.forget_all();
  decoders_.forget_all();
}

ipc::Geometry Loop::plan(const Processor& processor) const {
  ipc::Geometry geometry = processor.geometry();
  const ipc::ServerFacts& server = segment_.header().server;
  check_fit(geometry, server);
  const std::int64_t hop = geometry.timing.hop;
  geometry.timing =
      ipc::plan_timing(hop, geometry.fixed_samples(), ipc::max_margin(hop, geometry.latents()),
                       ipc::current_latency_request(segment_.header()));
  return geometry;
}

void Loop::use(std::shared_ptr<Processor> processor) {
  const ipc::Geometry geometry = plan(*processor);
  next_.reset();
  if (processor == processor_) return;
  if (crossfade_.under_way() && geometry == geometry_) {
    next_ = std::move(processor);
    return;
  }
  if (processor_) processor->follow(*processor_);
  publish_notes(*processor);
  publish_beats(processor->beat_map());
  if (geometry == geometry_ && active_encoders() + active_decoders() > 0) {
    crossfade_.begin(std::exchange(processor_, processor), processor, geometry);
    return;
  }
  processor_ = std::move(processor);
  play_with(geometry);
}

// For HemiolaChord, HemiolaChroma and HemiolaScale. Maps that are too large for the segment are
// left out.
void Loop::publish_notes(const Processor& processor) noexcept {
  ipc::NoteTable table;
  const auto fits = [](const auto& map) {
    return !map.empty() && map.kernel.size() <= ipc::kMaxNoteKernel &&
           map.bias.size() <= ipc::kMaxLatents;
  };
  if (const patchbay::NoteMapView map = processor.note_map(); fits(map)) {
    table.places = map.places;
    table.channels_per_place = map.channels;
    std::copy(map.kernel.begin(), map.kernel.end(), table.kernel);
    std::copy(map.bias.begin(), map.bias.end(), table.bias);
    if (const patchbay::NoteReaderView reader = processor.note_reader(); fits(reader)) {
      table.readable = 1;
      std::copy(reader.kernel.begin(), reader.kernel.end(), table.reader_kernel);
      std::copy(reader.bias.begin(), reader.bias.end(), table.reader_bias);
    }
  }
  segment_.header().notes.publish(table);
}

// For HemiolaBeat.
void Loop::publish_beats(const patchbay::BeatMapView& map) noexcept {
  static_assert(sizeof(ipc::BeatTable) < 1u << 17);  // on the stack
  ipc::BeatTable table;
  if (!map.empty() && map.kernel.size() <= ipc::kMaxBeatKernel &&
      map.bias.size() <= ipc::kMaxLatents) {
    table.rhythm = map.rhythm;
    std::copy(map.kernel.begin(), map.kernel.end(), table.kernel);
    std::copy(map.bias.begin(), map.bias.end(), table.bias);
    std::copy(map.silence.begin(), map.silence.end(), table.silence);
    std::copy(map.lowest.begin(), map.lowest.end(), table.lowest);
    std::copy(map.highest.begin(), map.highest.end(), table.highest);
  }
  segment_.header().beats.publish(table);
}

// From here on frames belong to the new geometry.
void Loop::play_with(const ipc::Geometry& geometry) {
  crossfade_.end();
  restart();
  geometry_ = geometry;
  segment_.publish(geometry);
  geometry_version_ = segment_.header().geometry.version();
  if (listener_ != nullptr) listener_->begin_model();
  segment_.header().state.store(ipc::WorkerState::ready, std::memory_order_release);
}

// A longer hardware buffer needs more latency; the plugin decides the burst size to plan for.
void Loop::follow_bursts() {
  ipc::Header& header = segment_.header();
  const std::int32_t burst = header.burst_samples.load();
  if (burst == header.planned_burst.load() || !processor_) return;
  const ipc::Geometry geometry = plan(*processor_);
  const bool changes = geometry != geometry_;
  if (changes) play_with(geometry);
  header.planned_burst.store(burst, std::memory_order_release);
  if (!changes) return;
  char text[160];
  std::snprintf(text, sizeof text,
                "the server now computes %d samples at one go; from sound to sound it takes %.1f "
                "ms from here on.",
                burst, 1e3 * static_cast<double>(geometry.latency()) / header.server.sample_rate);
  say(text);
}

// Starts the crossfade to the waiting processor when the last one has ended.
void Loop::begin_next() {
  if (next_ && !crossfade_.under_way()) use(std::exchange(next_, nullptr));
}

void Loop::apply(const patchbay::Command& command) {
  if (processor_) processor_->apply(command);
  if (crossfade_.under_way()) crossfade_.from()->apply(command);
}

patchbay::VoiceSetting Loop::setting(int voice) const {
  return processor_ ? processor_->setting(voice) : patchbay::VoiceSetting();
}

void Loop::go_to(int voice, const patchbay::VoiceSetting& setting, int frames) {
  if (processor_) processor_->go_to(voice, setting, frames);
  if (crossfade_.under_way()) crossfade_.from()->go_to(voice, setting, frames);
}

// The session's state is discarded: each voice is reset with its next record.
void Loop::restart() {
  encoders_.restart();
  decoders_.restart();
}

void Loop::run_once() {
  ipc::Header& header = segment_.header();
  header.heartbeat.fetch_add(1, std::memory_order_relaxed);
  follow_bursts();
  const bool playing = active_encoders() + active_decoders() > 0;
  ipc::wait_for_wake(header.wake, unfinished_ ? 0ms : playing ? kLookWhilePlaying : kLookWhileIdle);
  unfinished_ = false;
  if (!processor_) {
    encoders_.forget_all();
    decoders_.forget_all();
    return;
  }
  // Nobody hears the crossfade. (Offline it depends only on frames: renders must be reproducible.)
  if (!playing && header.server.offline == 0) crossfade_.end();
  begin_next();
  collect();
  const bool offline = header.server.offline != 0;
  const auto begin = Clock::now();
  // Alternate: a machine too slow for both must stop neither encoding nor decoding.
  for (;;) {
    const bool decoded = run_decoders();
    const bool encoded = run_encoders();
    begin_next();
    if (!encoded && !decoded) return;
    header.heartbeat.fetch_add(1, std::memory_order_relaxed);
    if (offline) ipc::post_wake(header.reply);
    collect();
    unfinished_ = !offline && Clock::now() - begin > kLongestTurn;
    if (unfinished_) return;
  }
}

void Loop::collect() {
  encoders_.collect(geometry_.timing.hop, [&](int voice) {
    processor_->reset_encoder(voice);
    if (crossfade_.under_way()) crossfade_.from()->reset_encoder(voice);
  });
  decoders_.collect(geometry_.latents(), [&](int voice) {
    processor_->reset_decoder(voice);
    if (crossfade_.under_way()) crossfade_.from()->reset_decoder(voice);
  });
}

// The frame to run now, or kNoFrame. newest: newest frame sent (live) or committed (offline).
template <typename L>
std::int64_t Loop::next_frame(L& queue, std::int64_t newest, std::int64_t margin, double& credit) {
  if (segment_.header().server.offline != 0) {
    const std::int64_t frame = queue.oldest();
    return frame <= newest ? frame : kNoFrame;
  }
  for (;;) {
    const std::int64_t frame = queue.oldest();
    if (frame == kNoFrame) return kNoFrame;
    const bool late = frame != newest && (newest - frame) * geometry_.timing.hop >= margin;
    if (!late) {
      credit = std::min(kMaxCredit, credit + kCreditPerFrame);
      if (frame == newest) wait_for_others(queue, frame);
      return frame;
    }
    if (credit >= 1) {
      credit -= 1;
      return frame;
    }
    const std::uint64_t dropped = queue.drop_before(frame + 1, [&](int voice, const auto& record) {
      if constexpr (std::is_same_v<L, EncoderQueue>) pass_over(voice, record.floats);
    });
    segment_.header().counters.dropped.fetch_add(dropped, std::memory_order_relaxed);
    collect();
  }
}

void Loop::pass_over(int voice, const float* samples) {
  processor_->pass_over(voice, samples);
  if (crossfade_.under_way()) crossfade_.from()->pass_over(voice, samples);
}

template <typename L>
void Loop::wait_for_others(L& queue, std::int64_t frame) {
  const auto deadline = Clock::now() + kWaitForOthers;
  while (queue.incomplete(frame) && Clock::now() < deadline) {
    std::this_thread::sleep_for(20us);
    collect();
  }
}

template <typename Work>
bool Loop::guarded(Failures& failures, Work work) {
  try {
    work();
    failures.worked();
    return true;
  } catch (const std::exception& error) {
    lose_frame(failures, error.what());
  }
  return false;
}

void Loop::lose_frame(Failures& failures, const std::string& reason) {
  segment_.header().counters.dropped.fetch_add(1, std::memory_order_relaxed);
  const bool tell = failures.failed();
  restart();
  if (crossfade_.under_way()) {
    processor_ = crossfade_.survivor();
    say("one of two models failed while the one took over from the other; the one that works plays "
        "on: " +
        reason);
  } else if (failures.hopeless()) {
    throw std::runtime_error(
        std::to_string(Failures::kHopeless) +
        " frames in a row failed; ending, to be started again. The last one: " + reason);
  } else if (tell) {
    say("a frame was lost, the " + std::to_string(failures.count()) + ". so far: " + reason);
  }
}

bool Loop::run_encoders() {
  ipc::Header& header = segment_.header();
  const bool offline = header.server.offline != 0;
  const std::int64_t newest =
      (offline ? header.encode_commit : header.newest_encode).of(geometry_version_);
  const std::int64_t frame =
      next_frame(encoders_, newest, geometry_.timing.encode_margin, encode_credit_);
  if (frame == kNoFrame) return false;
  if (listener_ != nullptr) listener_->before_encode(frame, std::max(frame, newest));
  const auto begin = Clock::now();
  encode_jobs_.clear();
  for (int voice = 0; voice < encoders_.voices(); ++voice) {
    auto& slot = encoders_.slot(voice);
    if (!slot.waiting || slot.in.head.frame != frame) continue;
    slot.out.describe(ipc::Kind::latents, geometry_.latents(), slot.in.head.generation, frame);
    encode_jobs_.push_back({.voice = voice,
                            .samples = slot.in.floats,
                            .harmony = slot.out.floats,
                            .rhythm = slot.out.floats + geometry_.harmony()});
  }
  const bool done = guarded(encode_failures_, [&] {
    if (crossfade_.under_way()) return crossfade_.encode(frame, encode_jobs_);
    processor_->encode(encode_jobs_);
  });
  if (listener_ != nullptr) listener_->before_patch(frame);
  if (done && crossfade_.under_way())
    crossfade_.patch(frame, encode_jobs_);
  else if (done)
    processor_->patch(encode_jobs_);
  for (const auto& job : encode_jobs_) {
    auto& slot = encoders_.slot(job.voice);
    if (done) ipc::write_record(slot.voice->to_server, slot.out);
    slot.last = frame;
    slot.waiting = false;
  }
  header.counters.frames.fetch_add(1, std::memory_order_relaxed);
  smooth(header.mean_encode_ns, Clock::now() - begin);
  if (done && listener_ != nullptr) listener_->after_encode(frame, encode_jobs_);
  return true;
}

bool Loop::run_decoders() {
  ipc::Header& header = segment_.header();
  const bool offline = header.server.offline != 0;
  const std::int64_t newest =
      (offline ? header.decode_commit : header.newest_decode).of(geometry_version_);
  const std::int64_t frame =
      next_frame(decoders_, newest, geometry_.timing.decode_margin, decode_credit_);
  if (frame == kNoFrame) return false;
  const auto begin = Clock::now();
  const std::int64_t hop = geometry_.timing.hop;
  decode_jobs_.clear();
  for (int voice = 0; voice < decoders_.voices(); ++voice) {
    auto& slot = decoders_.slot(voice);
    if (!slot.waiting || slot.in.head.frame != frame) continue;
    slot.out.describe(ipc::Kind::sound, 2 * hop, slot.in.head.generation, frame);
    decode_jobs_.push_back({.voice = voice,
                            .harmony = slot.in.floats,
                            .rhythm = slot.in.floats + geometry_.harmony(),
                            .samples = slot.out.floats,
                            .tail = slot.out.floats + hop});
  }
  const bool done = guarded(decode_failures_, [&] {
    if (crossfade_.under_way())
      return crossfade_.decode(frame, decode_jobs_, active_encoders() == 0);
    processor_->decode(decode_jobs_);
  });
  for (const auto& job : decode_jobs_) {
    auto& slot = decoders_.slot(job.voice);
    if (done) ipc::write_record(slot.voice->to_server, slot.out);
    slot.last = frame;
    slot.waiting = false;
  }
  header.counters.decoded.fetch_add(1, std::memory_order_relaxed);
  smooth(header.mean_decode_ns, Clock::now() - begin);
  return true;
}

}  // namespace hemiola::worker
