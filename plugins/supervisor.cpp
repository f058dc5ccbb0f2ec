// The watchdog thread: requests, the child process, and what became of them.
#include "supervisor.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>
#include <vector>

#include "platform/platform.h"

namespace hemiola::plugin {
namespace {

using namespace std::chrono_literals;

constexpr auto kLook = 20ms;
constexpr auto kLookWhileWaiting = 5ms;
constexpr auto kReadyWithin = 60s;
constexpr auto kHeartbeatWithin = 3s;
constexpr auto kKillWithin = 500ms;
// A worker that ends sooner than this after it was ready, or before, is taken to be unable to run.
constexpr auto kQuickDeath = 1s;
constexpr int kMostQuickDeaths = 5;
// Eight of the longest hardware buffers, 4 096 samples. Where that does not do, the worker plans
// anew when they are known.
constexpr auto kMeasureBurst = 1s;

}  // namespace

Supervisor::Supervisor(World* world)
    : world_(world),
      bursts_(world->mRealTime ? std::make_unique<BurstWatch>(world) : nullptr),
      thread_([this] { run(); }) {}

Supervisor::~Supervisor() {
  {
    const std::lock_guard lock(mutex_);
    leaving_ = true;
  }
  changed_.notify_all();
  thread_.join();
  // Servers unload plugins before they free the last synths: what units still hold stays mapped.
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

void Supervisor::start(const StartOptions& options, Deliver deliver) {
  request([this, options, deliver = std::move(deliver)] { begin_start(options, deliver); });
}

void Supervisor::stop(Deliver deliver) {
  request([this, deliver = std::move(deliver)] {
    deliver_start(false, "the worker was stopped.");
    refuse_models("the worker was stopped.");
    end_child();
    problem_.clear();
    this->deliver(deliver, true, nullptr, "");
  });
}

void Supervisor::model(ipc::ModelWish wish, int number, const std::string& path, Deliver deliver) {
  request([this, asked = ModelRequest{wish, number, path, std::move(deliver)}] {
    models_.push_back(asked);
  });
}

void Supervisor::with_attachment(const std::function<void(const Attachment*)>& look) {
  const std::lock_guard lock(mutex_);
  look(served_);
}

void Supervisor::run() {
  platform::take_ordinary_priority();  // threads made by the server may be real-time ones
  std::unique_lock lock(mutex_);
  while (!leaving_) {
    while (!requests_.empty()) {
      const auto work = std::move(requests_.front());
      requests_.pop_front();
      work();
    }
    host().clock.extend(static_cast<std::uint32_t>(world_->mBufCounter));
    if (served_ != nullptr && problem_.empty()) look_at_child();
    follow_bursts();
    look_at_start();
    look_at_models();
    reap_attachments();
    deliver_all(lock);
    if (requests_.empty())
      changed_.wait_for(lock, starting_ || !models_.empty() ? kLookWhileWaiting : kLook);
  }
  end_child();
}

// Without our lock: what is delivered may ask us for more.
void Supervisor::deliver_all(std::unique_lock<std::mutex>& lock) {
  std::vector<std::function<void()>> deliveries;
  deliveries.swap(deliveries_);
  lock.unlock();
  for (const auto& delivery : deliveries) delivery();
  lock.lock();
}

void Supervisor::deliver(Deliver to, bool ok, Attachment* attachment, const std::string& text) {
  deliver(std::move(to),
          Outcome{ok, attachment, text,
                  attachment != nullptr ? attachment->segment.geometry() : ipc::Geometry{}});
}

void Supervisor::deliver(Deliver to, const Outcome& outcome) {
  if (outcome.attachment != nullptr) outcome.attachment->users.fetch_add(1);
  deliveries_.push_back([to = std::move(to), outcome] { to(outcome); });
}

void Supervisor::begin_start(const StartOptions& options, Deliver deliver) {
  deliver_start(false, "another start came in between.");
  starting_ = Waiting{std::move(deliver), Clock::now() + kReadyWithin};
  if (served_ != nullptr && served_->options == options && problem_.empty()) {
    served_->segment.header().burst_samples.store(measure_burst());
    return;
  }
  try {
    program_ = find_worker(options.worker);
    Attachment* fresh = attach(options);
    refuse_models("another worker was started.");
    end_child();
    served_ = fresh;
    problem_.clear();
    quick_deaths_ = 0;
    next_start_ = {};
  } catch (const std::exception& error) {
    deliver_start(false, error.what());
  }
}

void Supervisor::look_at_start() {
  if (!starting_ || served_ == nullptr) return;
  const ipc::Header& header = served_->segment.header();
  const auto state = header.state.load(std::memory_order_acquire);
  // The answer tells the latency: one for the bursts of now.
  const bool planned = header.planned_burst.load() == header.burst_samples.load();
  if (state == ipc::WorkerState::ready && planned)
    deliver_start(true, "");
  else if (state == ipc::WorkerState::failed)
    deliver_start(false, header.error);
  else if (Clock::now() > starting_->deadline)
    deliver_start(false, "the worker was not ready within a minute.");
}

// A worker without a model is attached all the same: it can be given one.
void Supervisor::deliver_start(bool ok, const std::string& text) {
  if (!starting_) return;
  deliver(std::move(starting_->deliver), ok, problem_.empty() ? served_ : nullptr, text);
  starting_.reset();
}

// What the server computes at one go; a block where that can't be seen.
int Supervisor::measure_burst() {
  const int samples = bursts_ ? bursts_->samples_within(kMeasureBurst) : 0;
  return std::max(samples, world_->mBufLength);
}

// A longer hardware buffer needs a longer latency at once. A shorter one keeps what it has until
// the next start: that is a gap in the sound, and nobody needs it.
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
  facts.wish.total_samples = std::llround(options.latency_seconds * world_->mSampleRate);
  facts.wish.block_samples = world_->mBufLength;
  facts.wish.burst_samples = measure_burst();
  ipc::Segment segment = ipc::Segment::create(options.voices, facts);
  attachments_.push_back(std::make_unique<Attachment>(std::move(segment), options));
  return attachments_.back().get();
}

void Supervisor::look_at_child() {
  std::string how;
  if (worker_.has_ended(how)) mourn(how);
  if (!problem_.empty()) return;
  if (worker_.running())
    look_at_heartbeat();
  else if (Clock::now() >= next_start_)
    start_child();
}

void Supervisor::mourn(const std::string& how) {
  ipc::Header& header = served_->segment.header();
  header.state.store(ipc::WorkerState::absent);
  header.worker_pid.store(0);
  const bool quick = !ready_since_ || Clock::now() - *ready_since_ < kQuickDeath;
  quick_deaths_ = quick ? quick_deaths_ + 1 : 0;
  if (quick && header.choice.set.exchange(0) != 0)
    Print("Hemiola: it ended at once with the model that OSC chose; loading the server's.\n");
  if (quick_deaths_ >= kMostQuickDeaths)
    return give_up("the worker " + how + " each of " + std::to_string(kMostQuickDeaths) +
                   " times right after its start. Run " + program_ + " info in a terminal.");
  Print("Hemiola: the worker %s; starting it again.\n", how.c_str());
  header.counters.restarts.fetch_add(1);
  // At once, then after 100, 200, 400 ms.
  next_start_ = Clock::now() + (quick_deaths_ == 0 ? 0ms : 50ms * (1 << quick_deaths_));
}

void Supervisor::look_at_heartbeat() {
  const ipc::Header& header = served_->segment.header();
  const bool ready = header.state.load() == ipc::WorkerState::ready;
  if (ready && !ready_since_) ready_since_ = Clock::now();
  const std::uint32_t heartbeat = header.heartbeat.load(std::memory_order_relaxed);
  const auto allowed = ready ? Clock::duration(kHeartbeatWithin) : Clock::duration(kReadyWithin);
  if (heartbeat != heartbeat_) heard_ = Clock::now();
  heartbeat_ = heartbeat;
  if (Clock::now() - heard_ < allowed) return;
  Print("Hemiola: the worker does not answer; ending it.\n");
  worker_.kill();
  heard_ = Clock::now() - allowed + kKillWithin;
}

void Supervisor::start_child() {
  const StartOptions& options = served_->options;
  std::vector<std::string> command = {
      program_,         "worker",
      "--segment",      served_->segment.name(),
      "--segment-file", std::to_string(kSegmentFile),
      "--orders",       "0",
      "--osc-port",     std::to_string(std::max(0, options.osc_port))};
  if (!options.device.empty()) command.insert(command.end(), {"--device", options.device});
  ready_since_.reset();
  heard_ = Clock::now();
  try {
    worker_.start(command, served_->segment.file(), options.model);
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
  served_ = nullptr;
}

void Supervisor::give_up(const std::string& reason) {
  problem_ = reason;
  ipc::Header& header = served_->segment.header();
  std::snprintf(header.error, sizeof header.error, "%s", reason.c_str());
  header.state.store(ipc::WorkerState::failed, std::memory_order_release);
  if (starting_)
    deliver_start(false, reason);
  else
    Print("Hemiola: %s\n", reason.c_str());
}

// A segment that nobody plays on any more is unmapped. A unit counts itself in only while the
// segment is current, so that users == 0 is final here.
void Supervisor::reap_attachments() {
  attachments_.remove_if([&](const auto& attachment) {
    return attachment.get() != served_ && attachment.get() != host().current.load() &&
           attachment->users.load() == 0;
  });
}

}  // namespace hemiola::plugin
