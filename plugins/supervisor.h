// Keeps the worker alive: starts it, watches its heartbeat, and starts it again.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "burst_watch.h"
#include "host.h"
#include "worker_process.h"

namespace hemiola::plugin {

// What became of a request.
struct Outcome {
  bool ok = false;
  AttachmentRef attachment;   // what is served now; none without a worker
  std::uint32_t version = 0;  // grows with each change of what is served
  std::string text;           // what went wrong
  ipc::Geometry geometry;     // of what plays, or of the model that was asked for
};
using Deliver = std::function<void(const Outcome&)>;

// Its methods are for the command stages off the audio thread. They return at once; the outcome is
// delivered in the watchdog's thread.
class Supervisor {
 public:
  // announce: called whenever frames, sizes or latency have changed, also where no client asked.
  Supervisor(World* world, Deliver announce);
  ~Supervisor();  // ends the worker and removes the segment

  // Starts a worker, or leaves the one that runs or comes up where it is what is asked for.
  // Delivers when it is ready or has failed.
  void start(const StartRequest& asked, Deliver deliver);
  // Ends the worker.
  void stop(Deliver deliver);
  // Has the running worker do this with a model, after what was asked before; the one that plays
  // goes on meanwhile. path: of play and read alone.
  void model(ipc::ModelAction action, int number, const std::string& path, Deliver deliver);
  // What is served, or nothing.
  AttachmentRef served();

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr auto kHeartbeatWithin = std::chrono::seconds(3);
  struct Waiting {
    StartRequest request;
    Deliver deliver;
  };
  // What clients know of: a segment, its worker's epoch, and its geometry's version.
  struct Told {
    const Attachment* attachment = nullptr;
    std::uint32_t epoch = 0;
    std::uint32_t version = 0;
    bool operator==(const Told&) const = default;
  };
  struct ModelRequest {
    ipc::ModelAction action;
    int number;
    std::string path;
    Deliver deliver;
  };

  // All of these run in the watchdog's thread, without the mutex: they may be slow.
  void run();
  bool do_requests();
  void begin_start(const StartRequest& asked, Deliver deliver);
  void replace_worker(const StartOptions& options);
  bool runs_well() const;
  StartOptions running_options() const;
  void serve(Attachment* attachment);
  void begin_model(const ModelRequest& asked);
  void look_at_start();
  std::string remark_on_latency() const;
  void look_for_news();
  Told to_tell() const;
  void look_at_models();
  bool takes_models() const;
  void remember_model();
  void look_at_worker();
  void look_at_child();
  void look_at_guest();
  void meet_guest(ipc::WorkerId worker);
  void lose_guest();
  void look_at_heartbeat();
  void mourn(const std::string& how);
  void start_child();
  void end_child();
  void give_up(const std::string& reason);
  void deliver(const Deliver& to, bool ok, const std::string& text);
  void deliver_starts(bool ok, const std::string& text);
  void deliver_model(bool ok, const std::string& text, const ipc::Geometry& geometry);
  void refuse_models(const std::string& reason);
  void reap_attachments();
  void follow_bursts();
  int measure_burst();
  Attachment* attach(const StartOptions& options);
  void request(std::function<void()> work);  // [any thread but the audio thread]

  World* world_;
  Deliver announce_;
  std::mutex mutex_;  // of the next four; never held across anything slow
  std::condition_variable changed_;
  bool leaving_ = false;
  std::deque<std::function<void()>> requests_;
  Attachment* served_ = nullptr;  // only the watchdog changes it, so that it reads it without

  std::uint32_t version_ = 0;
  std::list<std::unique_ptr<Attachment>> attachments_;
  std::string program_;
  std::string problem_;  // why the served one has no worker any more; else empty
  Told told_;
  std::vector<Waiting> starting_;
  Clock::time_point start_deadline_{};
  std::deque<ModelRequest> models_;
  std::optional<Clock::time_point> model_deadline_;  // of the first, since it is the first
  std::optional<std::uint32_t> model_request_;       // its number, where it is in the mailbox
  std::map<int, std::string> model_paths_;           // of those that were read and not freed

  bool by_hand_ = false;     // the worker is started by others than us
  ipc::WorkerId guest_ = 0;  // that one, as long as it runs
  bool guest_is_silent_ = false;

  std::unique_ptr<BurstWatch> bursts_;  // none offline

  WorkerProcess worker_;
  int quick_deaths_ = 0;
  std::uint32_t heartbeat_ = 0;
  Clock::time_point heard_{}, next_start_{};
  std::optional<Clock::time_point> ready_since_;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace hemiola::plugin
