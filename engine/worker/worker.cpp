// The worker's life cycle: attach, load, play, answer requests, and exit with the server.
#include "worker/worker.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <thread>

#include "mapping/file.h"
#include "mapping/mapper.h"
#include "modelfile/default_model.h"
#include "platform/platform.h"
#include "snapshots/snapshots.h"
#include "web/server.h"
#include "web/token.h"
#include "worker/lifeline.h"
#include "worker/loader.h"
#include "worker/loop.h"
#include "worker/model_cache.h"
#include "worker/overload.h"
#include "worker/remote.h"
#include "worker/say.h"
#include "worker/session_processor.h"

namespace hemiola::worker {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto kLookForParent = 100ms;

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
        lifeline_(options.lifeline,
                  [name = segment.name()] {
                    ipc::remove_segment(name);
                    _exit(1);
                  }),
        segment_(std::move(segment)),
        header_(segment_.header()),
        loader_([this, make](const std::string& path) {
          return make(path.empty() ? modelfile::default_model().string() : path, header_.server,
                      segment_.voices());
        }) {}

  // Runs until the server or a signal asks it to exit.
  int run();

 private:
  void attach();
  void detach();
  void play();
  void open_osc();
  osc::Options osc_options(int port);
  void open_remote();
  void tell_osc_place();
  std::vector<int> osc_ports() const;
  void open_web();
  std::filesystem::path model_folder() const;
  bool asked_to_leave();
  Overload::Load load_of(const ipc::Geometry& geometry) const;
  void look_for_overload();

  WorkerOptions options_;
  Lifeline lifeline_;
  ipc::Segment segment_;
  ipc::Header& header_;
  Loader loader_;
  std::optional<Loop> loop_;
  std::optional<mapping::Mapper> mapper_;
  snapshots::Snapshots snapshots_{say};
  std::optional<Remote> remote_;  // after the two before, which it uses
  std::optional<web::Server> web_;
  std::optional<ModelCache> model_cache_;
  Clock::time_point next_look_{};
  bool server_gone_ = false;
  Overload overload_;
};

void Worker::attach() {
  const ipc::WorkerId own = ipc::worker_id(getpid());
  ipc::WorkerId other = header_.worker.load();
  do {
    if (other != own && ipc::runs(other))
      throw std::runtime_error("segment \"" + segment_.name() +
                               "\" already has a worker, process " +
                               std::to_string(ipc::pid_of(other)) + ". End that one first.");
  } while (!header_.worker.compare_exchange_weak(other, own));
  header_.state.store(ipc::WorkerState::starting);
  header_.epoch.fetch_add(1);
}

void Worker::open_osc() {
  if (options_.osc_port <= 0 || header_.server.offline != 0) return;
  const std::filesystem::path file =
      options_.mapping.empty() ? mapping::default_place() : options_.mapping;
  if (!options_.mapping.empty() && !std::filesystem::exists(file))
    say(file.string() + ": there is no such mapping file; it is read when it appears.");
  if (!file.empty()) mapper_.emplace(file, segment_.voices(), say);
  try {
    open_remote();
    loop_->set_listener(&*remote_);
    model_cache_->allow_osc(*remote_, model_folder());
    open_web();
  } catch (const std::exception& error) {
    header_.osc.port.store(0);
    say(std::string(error.what()) + " Playing without OSC.");
  }
}

// Ports to try, the previous worker's port first.
std::vector<int> Worker::osc_ports() const {
  std::vector<int> ports;
  const int last = std::min(options_.osc_port + options_.osc_ports, 65536);
  for (int port = options_.osc_port; port < last; ++port) ports.push_back(port);
  const auto before = std::find(ports.begin(), ports.end(), header_.osc.port.load());
  if (before != ports.end()) std::rotate(ports.begin(), before, before + 1);
  return ports;
}

osc::Options Worker::osc_options(int port) {
  return {.port = port,
          .bind_address = options_.osc_bind,
          .voices = segment_.voices(),
          .translator = mapper_ ? &*mapper_ : nullptr,
          .models = [folder = model_folder()] { return models_in(folder); }};
}

void Worker::open_remote() {
  const std::vector<int> ports = osc_ports();
  for (const int port : ports) {
    try {
      remote_.emplace(osc_options(port), segment_, *loop_, snapshots_);
      break;
    } catch (const osc::PortTaken&) {
      if (port == ports.back()) throw;
    }
  }
  tell_osc_place();
  // Not before: the file of this port belongs to the worker that has it.
  snapshots_.open(snapshots::default_file(remote_->server().port()));
  remote_->server().publish_snapshots(places_of(snapshots_));
  const int port = remote_->server().port();
  if (port != options_.osc_port)
    say("another program has the OSC port " + std::to_string(options_.osc_port) +
        "; this worker receives OSC on port " + std::to_string(port) + ".");
}

// sclang supports only IPv4.
void Worker::tell_osc_place() {
  const auto addresses = remote_->server().addresses();
  const auto v4 = std::find_if(addresses.begin(), addresses.end(),
                               [](const auto& address) { return address.is_v4(); });
  header_.osc.address.store(v4 != addresses.end() ? v4->to_v4().to_uint() : 0);
  header_.osc.port.store(v4 != addresses.end() ? remote_->server().port() : 0);
}

// Without a token clients on other machines may only look.
std::string token_or_none() {
  try {
    return web::user_token();
  } catch (const std::exception& error) {
    say(error.what());
    return {};
  }
}

void Worker::open_web() {
  osc::Server& server = remote_->server();
  const int port = options_.oscquery_port < 0 ? server.port() : options_.oscquery_port;
  if (port == 0) return;
  try {
    const bool alone = server.addresses()[0].is_loopback();
    const std::string token = alone ? std::string() : token_or_none();
    web_.emplace(port, server, token);
    if (!token.empty()) say("other devices play at " + web::link(web_->port(), token));
  } catch (const std::exception& error) {
    say(std::string(error.what()) + " Playing without OSCQuery and the console.");
  }
}

// The folder from which OSC may choose models.
std::filesystem::path Worker::model_folder() const {
  if (!options_.models.empty()) return options_.models;
  if (!options_.model.empty()) return std::filesystem::absolute(options_.model).parent_path();
  try {
    return modelfile::default_model().parent_path();
  } catch (const std::exception&) {
    return {};  // refused when a model is requested by name
  }
}

bool Worker::asked_to_leave() {
  if (header_.leave.load(std::memory_order_relaxed) != 0) return true;
  if (platform::take_signal(leaving_signals())) return true;
  if (lifeline_.cut()) return server_gone_ = true;
  if (Clock::now() < next_look_) return false;
  next_look_ = Clock::now() + kLookForParent;
  server_gone_ = !alive(header_.server.pid);
  return server_gone_ || (options_.parent_pid > 0 && getppid() != options_.parent_pid);
}

Overload::Load Worker::load_of(const ipc::Geometry& geometry) const {
  const ipc::LatencyRequest request = ipc::current_latency_request(header_);
  const auto in_ms = [&](std::int64_t samples) {
    return 1e3 * static_cast<double>(samples) / header_.server.sample_rate;
  };
  return {.frame_ms = (header_.mean_encode_ns.load() + header_.mean_decode_ns.load()) * 1e-6,
          .hop_ms = in_ms(geometry.timing.hop),
          .given_ms = in_ms(ipc::least_samples_for_frame(geometry.timing, request)),
          .burst_samples = ipc::whole_burst(request),
          .holds_burst = ipc::holds_burst(geometry.timing, request)};
}

void Worker::look_for_overload() {
  const ipc::Counters& counters = header_.counters;
  const ipc::Geometry geometry = segment_.geometry();
  if (header_.server.offline != 0 || geometry.timing.hop == 0) return;
  const double now_s = std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
  const std::string sentence =
      overload_.look(now_s, {counters.frames.load(), counters.late_encoder.load()},
                     {counters.decoded.load(), counters.late_decoder.load()}, load_of(geometry));
  if (!sentence.empty()) say(sentence);
}

void Worker::detach() {
  header_.state.store(ipc::WorkerState::absent);
  header_.worker.store(0);
  if (server_gone_) ipc::remove_segment(segment_.name());
}

void Worker::play() {
  loop_.emplace(segment_);
  model_cache_.emplace(header_, loader_, *loop_);
  open_osc();
  model_cache_->load_first(options_.model);
  while (!asked_to_leave()) {
    model_cache_->look();
    if (remote_) remote_->apply_overdue();
    loop_->run_once();
    if (remote_) remote_->publish_status();
    look_for_overload();
  }
}

int Worker::run() {
  attach();
  try {
    play();
  } catch (...) {
    detach();
    throw;
  }
  detach();
  return 0;
}

}  // namespace

namespace {

// More than four gain little: they wait for memory, and the server needs a core too.
int threads_of(const WorkerOptions& options) {
  constexpr int kMaxThreads = 4;
  if (options.threads > 0) return options.threads;
  const int cores = options.cores.empty() ? static_cast<int>(std::thread::hardware_concurrency())
                                          : static_cast<int>(options.cores.size());
  return std::clamp(cores, 1, kMaxThreads);
}

int run_one(const WorkerOptions& options, const MakeProcessor& make) {
  const sigset_t signals = leaving_signals();
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  try {
    return Worker(options, make, ipc::Segment::open(options.segment, options.segment_file)).run();
  } catch (const std::exception& error) {
    say(error.what());
    return 1;
  }
}

}  // namespace

int run_worker(const WorkerOptions& options, const MakeProcessor& make) {
  platform::take_ordinary_priority();
  platform::share_one_heap();
  if (!options.cores.empty() && !platform::run_on_cores(options.cores))
    say("there are no such cores (--cores, HEMIOLA_CORES); it runs on any. Name some of 0 to " +
        std::to_string(std::max(1u, std::thread::hardware_concurrency()) - 1) + ".");
  return run_one(options, make);
}

int run_worker(const WorkerOptions& options) {
  return run_worker(options,
                    [device = options.device, most = threads_of(options)](
                        const std::string& path, const ipc::ServerFacts& server, int voices) {
                      return load_session(path, device, server.sample_rate, voices, most);
                    });
}

}  // namespace hemiola::worker
