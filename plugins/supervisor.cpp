// The watchdog thread: handles requests, watches the worker, reports outcomes.
#include "supervisor.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <utility>
#include <vector>

#include "platform/platform.h"

namespace hemiola::plugin {
namespace {

using namespace std::chrono_literals;

constexpr auto kLook = 20ms;
constexpr auto kLookWhileWaiting = 5ms;
constexpr auto kReadyWithin = 60s;
constexpr auto kKillWithin = 500ms;
// A worker that ends before it is ready, or sooner than this after it, is considered unable to run.
constexpr auto kQuickDeath = 1s;
constexpr int kMaxQuickDeaths = 5;
// Eight of the longest hardware buffers (4096 samples). If too short, the worker plans again later.
constexpr auto kMeasureBurst = 1s;

}  // namespace

Supervisor::Supervisor(World* world, Deliver announce)
    : world_(world),
      announce_(std::move(announce)),
      bursts_(world->mRealTime ? std::make_unique<BurstWatch>(world) : nullptr),
      thread_([this] { run(); }) {}

Supervisor::~Supervisor() {
  {
    const std::lock_guard lock(mutex_);
    leaving_ = true;
  }
  changed_.notify_all();
  thread_.join();
  // Servers unload plugins before they free the last synths: segments still in use stay mapped.
  for (auto& attachment : attachments_) {
    ipc::remove_segment(attachment->segment.name());
    if (attachment->users.load() != 0) static_cast<void>(attachment.release());
  }
}

void Supervisor::request(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(std::move(work));
  }
  changed_.notify_all();
}

void Supervisor::start(const StartRequest& asked, Deliver deliver) {
  request([this, asked, deliver = std::move(deliver)] { begin_start(asked, deliver); });
}

void Supervisor::stop(Deliver deliver) {
  request([this, deliver = std::move(deliver)] {
    end_child();
    problem_.clear();
    deliver_starts(false, "the worker was stopped.");
    refuse_models("the worker was stopped.");
    this->deliver(deliver, true, "");
  });
}

void Supervisor::model(ipc::ModelAction action, int number, const std::string& path,
                       Deliver deliver) {
  request([this, asked = ModelRequest{action, number, path, std::move(deliver)}] {
    models_.push_back(asked);
  });
}

AttachmentRef Supervisor::served() {
  const std::lock_guard lock(mutex_);
  return AttachmentRef(served_);
}

void Supervisor::run() {
  platform::take_ordinary_priority();  // threads made by the server may be real-time ones
  while (do_requests()) {
    host().clock.extend(static_cast<std::uint32_t>(world_->mBufCounter));
    if (served_ != nullptr) look_at_worker();
    follow_bursts();
    look_at_start();
    look_for_news();
    look_at_models();
    reap_attachments();
    std::unique_lock lock(mutex_);
    if (!leaving_ && requests_.empty())
      changed_.wait_for(lock, !starting_.empty() || !models_.empty() ? kLookWhileWaiting : kLook);
  }
  end_child();
}

// False if the server shuts down.
bool Supervisor::do_requests() {
  for (;;) {
    std::function<void()> work;
    {
      const std::lock_guard lock(mutex_);
      if (leaving_) return false;
      if (requests_.empty()) return true;
      work = std::move(requests_.front());
      requests_.pop_front();
    }
    work();
  }
}

void Supervisor::serve(Attachment* attachment) {
  const std::lock_guard lock(mutex_);
  served_ = attachment;
  ++version_;
  by_hand_ = manual_worker_is_silent_ = false;
  manual_worker_ = 0;
}

// A worker without a model is attached too, as it can be given one.
void Supervisor::deliver(const Deliver& to, bool ok, const std::string& text) {
  Attachment* attachment = problem_.empty() ? served_ : nullptr;
  to({.ok = ok,
      .attachment = AttachmentRef(attachment),
      .version = version_,
      .text = text,
      .geometry = attachment != nullptr ? attachment->segment.geometry() : ipc::Geometry{}});
}

bool Supervisor::runs_well() const {
  return served_ != nullptr && problem_.empty() &&
         served_->segment.header().state.load(std::memory_order_acquire) !=
             ipc::WorkerState::failed;
}

// Includes changes made by OSC.
StartOptions Supervisor::running_options() const {
  StartOptions options = served_->options;
  const ipc::Header& header = served_->segment.header();
  options.heard_on_port = header.osc.port.load();
  if (header.choice.set.load(std::memory_order_acquire) != 0) options.model = header.choice.path;
  return options;
}

void Supervisor::begin_start(const StartRequest& asked, Deliver deliver) {
  if (const std::string problem = problem_of(asked); !problem.empty())
    return this->deliver(deliver, false, problem);
  // A worker that was started by hand just now is seen first: a plain start joins it.
  if (served_ != nullptr && !problem_.empty()) watch_manual_worker();
  const bool well = runs_well();
  if (well && satisfies(running_options(), asked)) {
    served_->segment.header().burst_samples.store(measure_burst());
  } else {
    try {
      replace_worker(options_for(asked, well ? running_options() : StartOptions{}));
    } catch (const std::exception& error) {
      return this->deliver(deliver, false, error.what());
    }
  }
  if (starting_.empty()) start_deadline_ = Clock::now() + kReadyWithin;
  starting_.push_back({asked, std::move(deliver)});
}

// Throws, and changes nothing, if there is no model, no program or no memory.
void Supervisor::replace_worker(const StartOptions& options) {
  check_model(options.model);
  const bool by_hand = options.worker == kByHand;
  const std::string program = by_hand ? "hemiola" : find_worker(options.worker);
  Attachment* fresh = attach(options);
  program_ = program;
  end_child();
  serve(fresh);
  by_hand_ = by_hand;
  if (by_hand)
    Print("Hemiola: waiting for a worker; run  hemiola worker --segment %s\n",
          fresh->segment.name().c_str());
  problem_.clear();
  quick_deaths_ = 0;
  next_start_ = {};
  start_deadline_ = Clock::now() + kReadyWithin;
  // Starts that this worker also fulfils continue to wait.
  const auto others = std::stable_partition(
      starting_.begin(), starting_.end(),
      [&](const Waiting& waiting) { return satisfies(options, waiting.request); });
  const std::vector<Waiting> superseded(std::make_move_iterator(others),
                                        std::make_move_iterator(starting_.end()));
  starting_.erase(others, starting_.end());
  for (const Waiting& waiting : superseded)
    deliver(waiting.deliver, false, "another start, with other options, came in between.");
  refuse_models("another worker was started.");
}

void Supervisor::look_at_start() {
  if (starting_.empty() || served_ == nullptr) return;
  const ipc::Header& header = served_->segment.header();
  const auto state = header.state.load(std::memory_order_acquire);
  // The reply contains the latency, so wait until it is planned for the current burst size.
  const bool planned = header.planned_burst.load() == header.burst_samples.load();
  if (state == ipc::WorkerState::ready && planned)
    deliver_starts(true, remark_on_latency());
  else if (state == ipc::WorkerState::failed)
    deliver_starts(false, header.error);
  else if (Clock::now() > start_deadline_)
    deliver_starts(false, "the worker was not ready within a minute.");
}

// The request may be too short for the machine, or longer than frames can be stored.
std::string Supervisor::remark_on_latency() const {
  const double asked = served_->options.latency_seconds;
  const double given =
      static_cast<double>(served_->segment.geometry().latency()) / world_->mSampleRate;
  if (asked <= 0 || !world_->mRealTime) return {};
  const double block = world_->mBufLength / world_->mSampleRate;
  if (std::abs(given - asked) <= block) return {};
  char text[160];
  std::snprintf(text, sizeof text, "a latency of %.1f ms was asked for; %.1f ms is the %s here.",
                asked * 1e3, given * 1e3, given < asked ? "longest" : "shortest");
  return text;
}

// Announces changes without a request: a restarted worker, OSC's model, a longer hardware buffer.
void Supervisor::look_for_news() {
  if (served_ == nullptr || !starting_.empty() || !world_->mRealTime) return;
  const ipc::Header& header = served_->segment.header();
  if (header.state.load(std::memory_order_acquire) != ipc::WorkerState::ready) return;
  if (reported_ == current_state()) return;
  reported_ = current_state();
  deliver(announce_, true, "");
}

Supervisor::ReportedState Supervisor::current_state() const {
  if (served_ == nullptr) return {};
  const ipc::Header& header = served_->segment.header();
  return {served_, header.epoch.load(), header.geometry.version()};
}

void Supervisor::deliver_starts(bool ok, const std::string& text) {
  if (!starting_.empty()) reported_ = current_state();
  for (const Waiting& waiting : std::exchange(starting_, {})) deliver(waiting.deliver, ok, text);
}

// The burst size in samples; one block if it can't be measured.
int Supervisor::measure_burst() {
  const int samples = bursts_ ? bursts_->samples_within(kMeasureBurst) : 0;
  return std::max(samples, world_->mBufLength);
}

// A longer hardware buffer needs a longer latency at once. A shorter one is ignored until the next
// start, as a new plan would cause an unnecessary gap in the sound.
void Supervisor::follow_bursts() {
  if (served_ == nullptr || !bursts_) return;
  std::atomic<std::int32_t>& planned = served_->segment.header().burst_samples;
  if (bursts_->samples() > planned.load()) planned.store(bursts_->samples());
}

Attachment* Supervisor::attach(const StartOptions& options) {
  ipc::ServerFacts facts;
  facts.sample_rate = world_->mSampleRate;
  facts.pid = getpid();
  facts.offline = !world_->mRealTime;
  facts.latency.total_samples = std::llround(options.latency_seconds * world_->mSampleRate);
  facts.latency.block_samples = world_->mBufLength;
  facts.latency.burst_samples = measure_burst();
  ipc::Segment segment = ipc::Segment::create(options.voices, facts);
  attachments_.push_back(std::make_unique<Attachment>(std::move(segment), options));
  return attachments_.back().get();
}

void Supervisor::look_at_worker() {
  // After giving up, too, a user may start a worker by hand.
  if (by_hand_ || !problem_.empty())
    watch_manual_worker();
  else
    look_at_child();
}

void Supervisor::look_at_child() {
  std::string how;
  if (worker_.has_ended(how)) worker_ended(how);
  if (!problem_.empty()) return;
  if (worker_.running())
    look_at_heartbeat();
  else if (Clock::now() >= next_start_)
    start_child();
}

void Supervisor::worker_ended(const std::string& how) {
  ipc::Header& header = served_->segment.header();
  header.state.store(ipc::WorkerState::absent);
  header.worker.store(0);
  const bool quick = !ready_since_ || Clock::now() - *ready_since_ < kQuickDeath;
  quick_deaths_ = quick ? quick_deaths_ + 1 : 0;
  if (quick && header.choice.set.exchange(0) != 0)
    Print("Hemiola: it ended at once with the model that OSC chose; loading the server's.\n");
  if (quick_deaths_ >= kMaxQuickDeaths)
    return give_up("the worker " + how + " each of " + std::to_string(kMaxQuickDeaths) +
                   " times right after its start. Run " + program_ + " info in a terminal.");
  Print("Hemiola: the worker %s; starting it again.\n", how.c_str());
  header.counters.restarts.fetch_add(1);
  // At once, then after 100, 200, 400 ms
  next_start_ = Clock::now() + (quick_deaths_ == 0 ? 0ms : 50ms * (1 << quick_deaths_));
}

void Supervisor::look_at_heartbeat() {
  const ipc::Header& header = served_->segment.header();
  const bool ready = header.state.load() == ipc::WorkerState::ready;
  if (ready && !ready_since_) ready_since_ = Clock::now();
  const std::uint32_t heartbeat = header.heartbeat.load(std::memory_order_relaxed);
  const auto allowed = ready ? Clock::duration(kHeartbeatWithin) : Clock::duration(kReadyWithin);
  if (heartbeat != heartbeat_) last_heartbeat_ = Clock::now();
  heartbeat_ = heartbeat;
  if (Clock::now() - last_heartbeat_ < allowed) return;
  Print("Hemiola: the worker does not answer; ending it.\n");
  worker_.kill();
  last_heartbeat_ = Clock::now() - allowed + kKillWithin;
}

void Supervisor::start_child() {
  const StartOptions& options = served_->options;
  std::vector<std::string> command = {
      program_,         "worker",
      "--segment",      served_->segment.name(),
      "--segment-file", std::to_string(kSegmentFile),
      "--lifeline",     std::to_string(kLifeline),
      "--osc-port",     std::to_string(std::max(0, options.osc_port)),
      "--osc-ports",    std::to_string(options.osc_ports)};
  if (!options.model.empty()) command.insert(command.end(), {"--model", options.model});
  if (!options.device.empty()) command.insert(command.end(), {"--device", options.device});
  ready_since_.reset();
  last_heartbeat_ = Clock::now();
  try {
    worker_.start(command, served_->segment.file());
  } catch (const std::exception& error) {
    give_up(error.what());
  }
}

void Supervisor::end_child() {
  if (served_ != nullptr) served_->segment.header().leave.store(1);
  worker_.end();
  if (served_ != nullptr) {
    served_->segment.header().state.store(ipc::WorkerState::absent);
    ipc::remove_segment(served_->segment.name());
  }
  serve(nullptr);
}

void Supervisor::give_up(const std::string& reason) {
  problem_ = reason;
  ++version_;
  ipc::Header& header = served_->segment.header();
  std::snprintf(header.error, sizeof header.error, "%s", reason.c_str());
  header.state.store(ipc::WorkerState::failed, std::memory_order_release);
  if (!starting_.empty())
    deliver_starts(false, reason);
  else
    Print("Hemiola: %s\n", reason.c_str());
}

// Unmaps unused segments. users increases only while a segment is current, so 0 is final here.
void Supervisor::reap_attachments() {
  attachments_.remove_if([&](const auto& attachment) {
    return attachment.get() != served_ && attachment.get() != host().current.load() &&
           attachment->users.load() == 0;
  });
}

}  // namespace hemiola::plugin
