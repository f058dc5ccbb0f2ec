// Starts the worker, watches its heartbeat, and restarts it.
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

// The outcome of a request.
struct Outcome {
  bool ok = false;
  AttachmentRef attachment;   // the attachment in use; none without a worker
  std::uint32_t version = 0;  // increases with each change of the attachment
  std::string text;           // error message
  ipc::Geometry geometry;     // of the playing model, or of the requested one
};
using Deliver = std::function<void(const Outcome&)>;

// For command stages outside the audio thread. Returns at once; delivers in the watchdog thread.
class Supervisor {
 public:
  // announce: called when frames, sizes or latency have changed without a client's request.
  Supervisor(World* world, Deliver announce);
  ~Supervisor();  // ends the worker and removes the segment

  // Starts a worker, or keeps one that fulfils the request. Delivers when it is ready or has
  // failed.
  void start(const StartRequest& asked, Deliver deliver);
  // Ends the worker.
  void stop(Deliver deliver);
  // Lets the running worker perform an action with a model, after earlier requests; the playing
  // model continues meanwhile. path: only for play and read.
  void model(ipc::ModelAction action, int number, const std::string& path, Deliver deliver);
  // The attachment in use, or nothing.
  AttachmentRef served();

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr auto kHeartbeatWithin = std::chrono::seconds(3);
  struct Waiting {
    StartRequest request;
    Deliver deliver;
  };
  // The state last reported to clients: a segment, its worker's epoch, its geometry's version.
  struct ReportedState {
    const Attachment* attachment = nullptr;
    std::uint32_t epoch = 0;
    std::uint32_t version = 0;
    bool operator==(const ReportedState&) const = default;
  };
  struct ModelRequest {
    ipc::ModelAction action;
    int number;
    std::string path;
    Deliver deliver;
  };

  // All of these run in the watchdog's thread, without the mutex, because they may be slow.
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
  ReportedState current_state() const;
  void look_at_models();
  bool takes_models() const;
  void remember_model();
  void look_at_worker();
  void look_at_child();
  void watch_manual_worker();
  void manual_worker_found(ipc::WorkerId worker);
  void manual_worker_lost();
  void look_at_heartbeat();
  void worker_ended(const std::string& how);
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
  std::mutex mutex_;  // guards the next four; never held during slow work
  std::condition_variable changed_;
  bool leaving_ = false;
  std::deque<std::function<void()>> requests_;
  Attachment* served_ = nullptr;  // written only by the watchdog, which reads it without lock

  std::uint32_t version_ = 0;
  std::list<std::unique_ptr<Attachment>> attachments_;
  std::string program_;
  std::string problem_;  // why the attachment has no worker any more; else empty
  ReportedState reported_;
  std::vector<Waiting> starting_;
  Clock::time_point start_deadline_{};
  std::deque<ModelRequest> models_;
  std::optional<Clock::time_point> model_deadline_;  // timeout of the first request
  std::optional<std::uint32_t> model_request_;       // its number, if it is in the mailbox
  std::map<int, std::string> model_paths_;           // of models that were read and not freed

  bool by_hand_ = false;             // the worker is started by a user
  ipc::WorkerId manual_worker_ = 0;  // the id of that worker while it runs
  bool manual_worker_is_silent_ = false;

  std::unique_ptr<BurstWatch> bursts_;  // none offline

  WorkerProcess worker_;
  int quick_deaths_ = 0;
  std::uint32_t heartbeat_ = 0;
  Clock::time_point last_heartbeat_{}, next_start_{};
  std::optional<Clock::time_point> ready_since_;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace hemiola::plugin
