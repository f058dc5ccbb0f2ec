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

// What became of a request. attachment, where there is one, is counted as used once: who receives
// it takes that back after making it the current one.
struct Outcome {
  bool ok = false;
  Attachment* attachment = nullptr;
  std::string text;        // what went wrong
  ipc::Geometry geometry;  // of what plays, or of the model that was asked for
};
using Deliver = std::function<void(const Outcome&)>;

// Its methods are for the command stages off the audio thread. They return at once; the outcome is
// delivered in the watchdog's thread.
class Supervisor {
 public:
  explicit Supervisor(World* world);
  ~Supervisor();  // ends the worker and removes the segment

  // Starts a worker, or leaves the one that runs with these very options. Delivers when it is
  // ready or has failed.
  void start(const StartOptions& options, Deliver deliver);
  // Ends the worker.
  void stop(Deliver deliver);
  // Has the running worker do this with a model, after what was asked before; the one that plays
  // goes on meanwhile. path: of play and read alone.
  void model(ipc::ModelWish wish, int number, const std::string& path, Deliver deliver);
  // Calls look with the attachment that is served, or null, which stays whole meanwhile.
  void with_attachment(const std::function<void(const Attachment*)>& look);

 private:
  using Clock = std::chrono::steady_clock;
  struct Waiting {
    Deliver deliver;
    Clock::time_point deadline;
  };
  struct ModelRequest {
    ipc::ModelWish wish;
    int number;
    std::string path;
    Deliver deliver;
  };

  // All of these run in the watchdog's thread, with the mutex held but where they deliver.
  void run();
  void begin_start(const StartOptions& options, Deliver deliver);
  void begin_model(const ModelRequest& asked);
  void look_at_start();
  void look_at_models();
  void remember_model();
  void look_at_child();
  void look_at_heartbeat();
  void mourn(const std::string& how);
  void start_child();
  void end_child();
  void give_up(const std::string& reason);
  void deliver(Deliver to, bool ok, Attachment* attachment, const std::string& text);
  void deliver(Deliver to, const Outcome& outcome);
  void deliver_all(std::unique_lock<std::mutex>& lock);
  void deliver_start(bool ok, const std::string& text);
  void deliver_model(bool ok, const std::string& text, const ipc::Geometry& geometry);
  void refuse_models(const std::string& reason);
  void reap_attachments();
  void follow_bursts();
  int measure_burst();
  Attachment* attach(const StartOptions& options);
  void request(std::function<void()> work);  // [any thread but the audio thread]

  World* world_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool leaving_ = false;
  std::deque<std::function<void()>> requests_;
  std::list<std::unique_ptr<Attachment>> attachments_;
  Attachment* served_ = nullptr;
  std::string program_;
  std::string problem_;  // why the served one has no worker any more; else empty
  std::optional<Waiting> starting_;
  std::vector<std::function<void()>> deliveries_;
  std::deque<ModelRequest> models_;  // the first is in the mailbox where model_deadline_ is set
  std::optional<Clock::time_point> model_deadline_;
  std::uint32_t model_request_ = 0;         // its number in the mailbox
  std::map<int, std::string> model_paths_;  // of those that were read and not freed

  std::unique_ptr<BurstWatch> bursts_;  // none offline

  WorkerProcess worker_;
  int quick_deaths_ = 0;
  std::uint32_t heartbeat_ = 0;
  Clock::time_point heard_{}, next_start_{};
  std::optional<Clock::time_point> ready_since_;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace hemiola::plugin
