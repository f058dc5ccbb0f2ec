// Keeps the worker alive: starts it, watches its heartbeat, and starts it again.
#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

#include "host.h"

namespace hemiola::plugin {

// Its methods are for the command stages off the audio thread, which may block.
class Supervisor {
 public:
  explicit Supervisor(World* world);
  ~Supervisor();  // ends the worker and removes the segment

  // Starts a worker, or leaves the one that runs with these very options, and waits until it is
  // ready or has failed. Null where there is nothing to attach to; problem says why, and also
  // where a worker runs but has no model. What is returned is counted as used once: the caller
  // takes that back when it has made it the current one.
  Attachment* start(const StartOptions& options, std::string& problem);
  // Ends the worker. Units fall silent.
  void stop();
  // Has the running worker load another model; false with the reason where it could not.
  bool load_model(const std::string& path, std::string& text);
  Attachment* wanted();

 private:
  using Clock = std::chrono::steady_clock;

  void run();   // [watchdog thread]
  void look();  // [watchdog thread]
  void look_at_child();
  void start_child();  // may throw
  void end_child();
  void give_up(const std::string& reason);
  void reap_attachments();
  int measure_burst() const;
  Attachment* attach(const StartOptions& options);

  World* world_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool leaving_ = false;
  std::list<std::unique_ptr<Attachment>> attachments_;
  Attachment* wanted_ = nullptr;
  std::string program_;
  std::string problem_;  // of the wanted worker; empty while all is well

  // The watchdog thread's own.
  Attachment* served_ = nullptr;
  pid_t child_ = 0;
  int quick_deaths_ = 0;
  std::uint32_t heartbeat_ = 0;
  Clock::time_point started_{}, heard_{}, next_start_{};

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace hemiola::plugin
