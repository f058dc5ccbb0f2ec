// Sends rounds of probes; each probe is sent after the previous one has returned.
#include "burst_watch.h"

#include <utility>

#include "platform/platform.h"
#include "realtime.h"

extern InterfaceTable* ft;

namespace hemiola::plugin {
namespace {

using namespace std::chrono_literals;

// Four or five rounds confirm a change; while the size is not confirmed, they run without a pause.
constexpr int kProbesPerRound = 8;
constexpr int kRoundsAtOnce = 6;
constexpr auto kBetweenRounds = 250ms;
// Short, so that most buffers get a probe; 16 samples at 48 kHz take 0.3 ms.
constexpr auto kPollInterval = 100us;
// A server whose sound card has stopped takes no messages.
constexpr auto kTimeout = 2s;

// supernova takes messages before each block, not each burst: some are sent within one.
#ifdef SUPERNOVA
constexpr double kMisread = 0.2;
#else
constexpr double kMisread = 0;
#endif

// Only one probe is in use at a time. Global, because a message may outlive the BurstWatch.
struct Probe {
  std::atomic<std::uint32_t> sent{0};
  std::atomic<std::uint32_t> taken{0};
  std::atomic<std::uint32_t> block{0};
} probe;

// [audio thread] Wait-free.
void take_probe(FifoMsg* message) {
  const RealtimeScope realtime;
  probe.block.store(static_cast<std::uint32_t>(message->mWorld->mBufCounter),
                    std::memory_order_relaxed);
  probe.taken.store(probe.sent.load(std::memory_order_relaxed), std::memory_order_release);
}

bool under_way() { return probe.taken.load(std::memory_order_acquire) != probe.sent.load(); }

std::uint32_t blocks_so_far(const World* world) {
  const volatile int& counter = world->mBufCounter;
  return static_cast<std::uint32_t>(counter);
}

}  // namespace

BurstWatch::BurstWatch(World* world)
    : world_(world), meter_(kMisread), thread_([this] { run(); }) {}

BurstWatch::~BurstWatch() {
  {
    const std::lock_guard lock(mutex_);
    leaving_ = true;
  }
  changed_.notify_all();
  thread_.join();
  // A message still in the queue calls a function of this library, which may be unloaded.
  const auto deadline = std::chrono::steady_clock::now() + kBetweenRounds;
  while (under_way() && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(kPollInterval);
}

int BurstWatch::samples_within(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience,
                    [this] { return samples() != 0 || (kMisread == 0 && likely_.load() != 0); });
  const int confirmed = samples();
  return confirmed != 0 ? confirmed : likely_.load();
}

void BurstWatch::run() {
  platform::take_ordinary_priority();  // threads made by the server may be real-time ones
  while (!leaving_) {
    look();
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kBetweenRounds, [this] { return leaving_.load(); });
  }
}

// Runs several rounds while the result differs from the known size.
void BurstWatch::look() {
  for (int round = 0; round < kRoundsAtOnce; ++round) {
    for (int i = 0; i < kProbesPerRound; ++i)
      if (!look_once()) return;
    const int confirmed = meter_.confirmed() * world_->mBufLength;
    const std::lock_guard lock(mutex_);
    likely_ = meter_.estimate() * world_->mBufLength;
    if (confirmed != 0) samples_ = confirmed;
    changed_.notify_all();
    if (leaving_ || likely_ == samples_) return;
  }
}

// False if the server takes no messages now, or if the watch ends.
bool BurstWatch::look_once() {
  const auto deadline = std::chrono::steady_clock::now() + kTimeout;
#ifdef SUPERNOVA
  if (!wait_for_pause()) return false;
#endif
  const std::uint32_t before = blocks_so_far(world_);
  if (!send_probe()) return false;
  while (under_way()) {
    if (leaving_ || std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(kPollInterval);
  }
  const std::uint32_t block = probe.block.load(std::memory_order_relaxed);
#ifdef SUPERNOVA
  // supernova increments its block counter first: any other number means a later block.
  if (block != before + 1) return true;
#else
  static_cast<void>(before);
#endif
  meter_.add_start(block);
  return true;
}

// Waits for the time between two bursts, so that the message is taken with the first block of a
// burst: no block may have begun for longer than a block takes within a burst, up to 75 % load.
bool BurstWatch::wait_for_pause() const {
  using Clock = std::chrono::steady_clock;
  const std::chrono::duration<double> pause(0.75 * world_->mBufLength / world_->mSampleRate);
  const auto deadline = Clock::now() + kTimeout;
  std::uint32_t last = blocks_so_far(world_);
  for (auto since = Clock::now();;) {
    std::this_thread::sleep_for(kPollInterval);
    const std::uint32_t now = blocks_so_far(world_);
    if (std::exchange(last, now) != now)
      since = Clock::now();
    else if (Clock::now() - since >= pause)
      return true;
    if (leaving_ || Clock::now() > deadline) return false;
  }
}

bool BurstWatch::send_probe() {
  if (under_way()) return false;  // the last one was never taken
  FifoMsg message;
  message.Set(world_, take_probe, nullptr, nullptr);
  probe.sent.fetch_add(1);
  // The server's own commands also write to this queue under this lock.
  NRTLock(world_);
  const bool sent = SendMsgToRT(world_, message);
  NRTUnlock(world_);
  if (!sent) probe.sent.fetch_sub(1);
  return sent;
}

}  // namespace hemiola::plugin
