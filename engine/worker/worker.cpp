// The worker's life: attach, load, play, answer, and leave with the server.
#include "worker/worker.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <thread>

#include "discovery/server.h"
#include "mapping/file.h"
#include "mapping/mapper.h"
#include "model/default_model.h"
#include "worker/loader.h"
#include "worker/loop.h"
#include "worker/remote.h"
#include "worker/session_processor.h"

namespace hemiola::worker {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kLookForParent = 100ms;

void say(const std::string& sentence) {
  std::fprintf(stderr, "Hemiola worker: %s\n", sentence.c_str());
}

template <std::size_t Size>
void copy_text(char (&to)[Size], const std::string& text) {
  std::snprintf(to, Size, "%s", text.c_str());
}

sigset_t leaving_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

bool alive(pid_t pid) { return kill(pid, 0) == 0 || errno != ESRCH; }

class Worker {
 public:
  Worker(const WorkerOptions& options, const MakeProcessor& make, ipc::Segment segment)
      : options_(options),
        segment_(std::move(segment)),
        header_(segment_.header()),
        loader_([this, make](const std::string& path) {
          return make(path, header_.server, segment_.voices());
        }) {}

  // Until the server or a signal asks to leave.
  int run();

 private:
  void attach();
  void open_osc();
  void open_oscquery();
  void load_first();
  bool use(Loaded& loaded);
  void finish_load(Loaded& loaded);
  void look_after_models();
  bool asked_to_leave();

  WorkerOptions options_;
  ipc::Segment segment_;
  ipc::Header& header_;
  Loader loader_;
  std::optional<Loop> loop_;
  std::optional<mapping::Mapper> mapper_;
  std::optional<Remote> remote_;  // after the mapper, which it uses
  std::optional<discovery::Server> oscquery_;
  std::filesystem::path first_model_;
  std::uint32_t mailbox_request_ = 0;         // the one that loads now
  std::optional<std::string> remote_wanted_;  // the name that loads now, if OSC asked for it
  Clock::time_point next_look_{};
  bool server_gone_ = false;
};

void Worker::attach() {
  const std::int32_t other = header_.worker_pid.load();
  if (other != 0 && other != getpid() && alive(other))
    throw std::runtime_error("segment \"" + segment_.name() + "\" already has a worker, process " +
                             std::to_string(other) + ". End that one first.");
  header_.worker_pid.store(getpid());
  header_.state.store(ipc::WorkerState::starting);
  header_.epoch.fetch_add(1);
  // Loads that the worker before did not finish are not tried again: they may have ended it.
  const std::uint32_t request = header_.mailbox.request.load(std::memory_order_acquire);
  if (header_.mailbox.reply.load() != request) {
    copy_text(header_.mailbox.text, "the worker ended while it loaded this model.");
    header_.mailbox.success.store(0);
    header_.mailbox.reply.store(request, std::memory_order_release);
  }
  mailbox_request_ = request;
}

void Worker::open_osc() {
  if (options_.osc_port <= 0 || header_.server.offline != 0) return;
  const std::filesystem::path file =
      options_.mapping.empty() ? mapping::default_place() : options_.mapping;
  if (!options_.mapping.empty() && !std::filesystem::exists(file))
    say(file.string() + ": there is no such mapping file; it is read when it appears.");
  if (!file.empty()) mapper_.emplace(file, segment_.voices(), say);
  try {
    remote_.emplace(osc::Options{.port = options_.osc_port,
                                 .bind_address = options_.osc_bind,
                                 .voices = segment_.voices(),
                                 .translator = mapper_ ? &*mapper_ : nullptr},
                    segment_, *loop_);
    loop_->tell(&*remote_);
    open_oscquery();
  } catch (const std::exception& error) {
    say(std::string(error.what()) + " Playing without OSC.");
  }
}

void Worker::open_oscquery() {
  const int port = options_.oscquery_port < 0 ? remote_->port() : options_.oscquery_port;
  if (port == 0) return;
  try {
    oscquery_.emplace(
        discovery::Options{
            .port = port, .bind_address = options_.osc_bind, .osc_port = remote_->port()},
        remote_->known());
  } catch (const std::exception& error) {
    say(std::string(error.what()) + " Playing without OSCQuery.");
  }
}

void Worker::load_first() {
  try {
    first_model_ = options_.model.empty() ? model::default_model().string() : options_.model;
    loader_.begin(first_model_.string());
  } catch (const std::exception& error) {
    copy_text(header_.error, error.what());
    header_.state.store(ipc::WorkerState::failed, std::memory_order_release);
    say(error.what());
  }
}

// Puts a finished load to use; false, with the reason in its text, where that is not possible.
bool Worker::use(Loaded& loaded) {
  if (!loaded.processor) return false;
  try {
    loop_->use(std::move(loaded.processor));
    if (remote_) remote_->begin_model();
    return true;
  } catch (const std::exception& error) {
    loaded.text = error.what();
    return false;
  }
}

void Worker::finish_load(Loaded& loaded) {
  ipc::ModelMailbox& mailbox = header_.mailbox;
  const bool success = use(loaded);
  if (!success) say(loaded.text);
  if (!success && loop_->processor() == nullptr) {
    copy_text(header_.error, loaded.text);
    header_.state.store(ipc::WorkerState::failed, std::memory_order_release);
  }
  if (remote_wanted_) {
    remote_->loaded(success, success ? *remote_wanted_ : loaded.text);
    remote_wanted_.reset();
  } else if (mailbox.reply.load() != mailbox_request_) {
    copy_text(mailbox.text, loaded.text);
    mailbox.success.store(success);
    mailbox.reply.store(mailbox_request_, std::memory_order_release);
  }
}

// A finished load is put to use between two frames; a new request begins the next load.
void Worker::look_after_models() {
  ipc::ModelMailbox& mailbox = header_.mailbox;
  Loaded loaded;
  if (loader_.finished(loaded)) finish_load(loaded);
  if (loader_.busy()) return;
  const std::uint32_t request = mailbox.request.load(std::memory_order_acquire);
  if (request != mailbox.reply.load()) {
    mailbox_request_ = request;
    loader_.begin(mailbox.path);
  } else if (remote_ && (remote_wanted_ = remote_->load_wanted())) {
    loader_.begin_in(options_.models.empty() ? std::filesystem::absolute(first_model_).parent_path()
                                             : options_.models,
                     *remote_wanted_);
  }
}

// The server's end arrives as SIGTERM when its thread ends, a moment before its process has ended.
bool Worker::asked_to_leave() {
  if (header_.leave.load(std::memory_order_relaxed) != 0) return true;
  const timespec at_once = {0, 0};
  const sigset_t signals = leaving_signals();
  const bool signalled = sigtimedwait(&signals, nullptr, &at_once) > 0;
  if (!signalled && Clock::now() < next_look_) return false;
  next_look_ = Clock::now() + kLookForParent;
  const auto gone = [&] {
    return (options_.parent_pid > 0 && getppid() != options_.parent_pid) ||
           !alive(header_.server.pid);
  };
  for (int wait = 0; signalled && wait < 20 && !gone(); ++wait) std::this_thread::sleep_for(10ms);
  server_gone_ = gone();
  return signalled || server_gone_;
}

int Worker::run() {
  attach();
  loop_.emplace(segment_);
  open_osc();
  load_first();
  while (!asked_to_leave()) {
    look_after_models();
    if (remote_) remote_->apply_overdue();
    loop_->turn();
    if (remote_) remote_->publish_status();
  }
  header_.state.store(ipc::WorkerState::absent);
  header_.worker_pid.store(0);
  if (server_gone_) ipc::remove_segment(segment_.name());
  return 0;
}

}  // namespace

int run_worker(const WorkerOptions& options, const MakeProcessor& make) {
  const sigset_t signals = leaving_signals();
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  if (options.parent_pid > 0) prctl(PR_SET_PDEATHSIG, SIGTERM);
  // The audio server's threads run at real-time priority; frames must never compete with them.
  const sched_param ordinary = {};
  sched_setscheduler(0, SCHED_OTHER, &ordinary);
  try {
    return Worker(options, make, ipc::Segment::open(options.segment)).run();
  } catch (const std::exception& error) {
    say(error.what());
    return 1;
  }
}

int run_worker(const WorkerOptions& options) {
  return run_worker(options, [device = options.device](const std::string& path,
                                                       const ipc::ServerFacts& server, int voices) {
    return load_session(path, device, server.sample_rate, voices);
  });
}

}  // namespace hemiola::worker
