// A worker started by hand (guest): detected, watched, reported when it ends, never killed.
#include "supervisor.h"

namespace hemiola::plugin {

// The guest is not our child process: we must detect its death ourselves, and must not end it.
void Supervisor::watch_manual_worker() {
  ipc::Header& header = served_->segment.header();
  const ipc::WorkerId worker = header.worker.load();
  if (worker != manual_worker_ && manual_worker_ != 0) manual_worker_lost();
  if (worker == 0) return;
  if (!ipc::runs(worker)) {
    if (manual_worker_ != 0) manual_worker_lost();
    return;
  }
  if (manual_worker_ == 0) manual_worker_found(worker);
  const std::uint32_t heartbeat = header.heartbeat.load(std::memory_order_relaxed);
  const bool beats = heartbeat != heartbeat_;
  heartbeat_ = heartbeat;
  if (beats) last_heartbeat_ = Clock::now();
  if (beats && manual_worker_is_silent_) {
    manual_worker_is_silent_ = false;
    header.state.store(ipc::WorkerState::ready);
  }
  const bool was_ready = header.state.load() == ipc::WorkerState::ready;
  if (manual_worker_is_silent_ || !was_ready || Clock::now() - last_heartbeat_ < kHeartbeatWithin)
    return;
  manual_worker_is_silent_ = true;
  header.state.store(ipc::WorkerState::absent);
  Print("Hemiola: the worker that was started by hand, process %d, does not answer.\n",
        ipc::pid_of(manual_worker_));
}

void Supervisor::manual_worker_found(ipc::WorkerId worker) {
  manual_worker_ = worker;
  manual_worker_is_silent_ = false;
  by_hand_ = true;
  last_heartbeat_ = Clock::now();
  if (!problem_.empty()) ++version_;
  problem_.clear();
  Print("Hemiola: process %d, which was started by hand, is the worker now.\n",
        ipc::pid_of(worker));
}

void Supervisor::manual_worker_lost() {
  ipc::Header& header = served_->segment.header();
  Print(
      "Hemiola: the worker that was started by hand, process %d, ended. Start it again with  "
      "hemiola worker --segment %s\n",
      ipc::pid_of(manual_worker_), served_->segment.name().c_str());
  ipc::WorkerId ended = manual_worker_;
  manual_worker_ = 0;
  if (!header.worker.compare_exchange_strong(ended, 0) && ended != 0) return;  // already replaced
  header.state.store(ipc::WorkerState::absent);
  header.counters.restarts.fetch_add(1);
  if (served_->options.worker == kByHand) return;
  problem_ = "the worker that was started by hand ended.";
  ++version_;
}

}  // namespace hemiola::plugin
