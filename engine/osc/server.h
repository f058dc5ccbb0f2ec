// The OSC server: a thread that converts packets to commands for the worker, and sends replies.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/lockfree/spsc_queue.hpp>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "osc/last_values.h"
#include "osc/latent_frame.h"
#include "osc/parse.h"
#include "osc/ports.h"
#include "osc/schedule.h"
#include "osc/status.h"
#include "osc/subscriptions.h"
#include "osc/translator.h"
#include "osc/triple_buffer.h"
#include "osc/voice_names.h"
#include "patchbay/patch_bay.h"

namespace hemiola::osc {

constexpr int kDefaultPort = 57140;

struct Options {
  int port = kDefaultPort;                 // 0 takes any free one
  std::string bind_address = "127.0.0.1";  // this machine only; 0.0.0.0: every network
  int voices = 8;
  Translator* translator = nullptr;  // must outlive the server
  // The names of the models that /hemiola/model loads. Called in the OSC thread.
  std::function<std::vector<std::string>()> models = {};
};

// What a connection may do: a viewer may ask and subscribe, but change nothing.
enum class Access { full, view };

class Server {
 public:
  // Opens the port and starts the thread. Throws PortTaken or std::runtime_error with a remedy.
  explicit Server(const Options& options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const noexcept { return ports_.port(); }
  // Addresses that receive OSC; the first one is the requested one.
  std::vector<boost::asio::ip::address> addresses() const { return ports_.addresses(); }

  // [any thread] The values of the commands that the worker took last, for each voice.
  const LastValues& last_values() const noexcept { return last_values_; }

  // The OSC thread's context, for other network services. They must use it from that thread (see
  // in_thread) and be destroyed before this server.
  boost::asio::io_context& context() noexcept { return context_; }
  // [osc thread] Packets by other transports than UDP. Answers and subscriptions go to send, until
  // disconnect(). Returns the connection's number.
  using SendPacket = std::function<void(const std::string& packet)>;
  std::uint64_t connect(SendPacket send, Access access);
  void disconnect(std::uint64_t connection);
  void receive(std::span<const char> packet, std::uint64_t connection);
  // [any thread but the OSC thread] Runs the function in the OSC thread and waits for it.
  void in_thread(const std::function<void()>& function);

  // The following are for the worker thread; they never wait for the network.
  // Gets the next command that is immediate or has a time tag of `until` or before; false if there
  // is none. Poll until false to get a bundle's commands together.
  bool poll(Order& command, TimeTag until = 0) noexcept {
    if (!schedule_.take(command, until)) return false;
    if (command.snapshot.what == SnapshotOrder::What::none) last_values_.note(command);
    return true;
  }
  // A recalled setting, as a command for each of its values, for those who ask for them.
  void note(const patchbay::Command& command) noexcept { last_values_.note(command); }
  // All snapshots, whenever they have changed. May wait for the OSC thread for some microseconds.
  void publish_snapshots(std::vector<SnapshotPlace> snapshots);
  // Sets the contents of the next status replies.
  void publish(const Status& status) noexcept { status_.write(status); }
  // Whether there are subscribers to frames; else show() is not needed.
  bool listening() const noexcept { return listening_.load(std::memory_order_relaxed); }
  // Whether they want chroma or chords.
  bool listening_to_notes() const noexcept {
    return listening_to_notes_.load(std::memory_order_relaxed);
  }
  // Sends a frame to subscribers; dropped if the OSC thread is too slow.
  void show(const LatentFrame& frame) noexcept;
  // The file name of a requested model, once. The next request can come after loaded() has replied.
  std::optional<std::string> load_wanted();
  void loaded(const Loaded& loaded) noexcept;
  // The name of the model that plays from now on.
  void playing(const std::string& name) noexcept;

 private:
  static constexpr std::size_t kMaxFrames = 256;  // about 2 s of one voice
  using FileName = std::array<char, 256>;
  using Clock = std::chrono::steady_clock;

  void wake() noexcept;  // [any thread]

  void run() noexcept;  // [osc thread] this and the following
  template <typename Function>
  void guarded(const Function& function) noexcept;
  void receive_from(std::span<const char> packet, const Peer& sender, Access access);
  void take_due();
  void handle(Parsed& parsed, const Peer& sender);
  void serve(const Request& request, Peer sender, Parsed& parsed);
  void ask_for_model(const Request& request, const Peer& sender, Parsed& parsed);
  void name_voice(const Request& request, Parsed& parsed);
  void tell_models(Parsed& parsed);
  Reply models_reply();
  std::string check(SnapshotOrder& order, std::set<std::string>& names) const;
  void remember(const Order& order, TimeTag now, const Peer& sender);
  void tell_all(const std::string& packet, const Peer& but);
  void send(const Peer& receiver, const std::string& packet);
  void push();
  void wait_for_time();

  Options options_;
  boost::asio::io_context context_{1};
  Ports ports_;
  boost::asio::steady_timer timer_{context_};
  Clock::time_point due_ = Clock::time_point::max();  // when the timer expires; OSC thread only
  Traffic traffic_;                                   // OSC thread only
  TripleBuffer<Status> status_;
  LastValues last_values_;
  Schedule schedule_;
  Subscriptions subscriptions_;  // OSC thread only
  VoiceNames names_;             // OSC thread only
  std::atomic<bool> listening_{false}, listening_to_notes_{false};
  std::atomic<bool> waking_{false};
  boost::lockfree::spsc_queue<LatentFrame> frames_{kMaxFrames};
  struct Connection {
    SendPacket send;
    Access access;
  };
  std::map<std::uint64_t, Connection> connections_;  // OSC thread only, like these two:
  std::uint64_t last_connection_ = 0;
  std::optional<Peer> loading_for_;
  TripleBuffer<FileName> playing_;
  std::string told_playing_;  // OSC thread only, like these:
  std::vector<std::string> models_;
  Clock::time_point models_until_{};  // when the folder is looked through again
  std::vector<SnapshotPlace> snapshots_;
  SnapshotPlace point_{"", 0.5f, 0.5f};   // of the map
  std::set<std::string> snapshot_names_;  // with those that are being saved:
  std::set<std::string> saving_;
  std::mutex new_snapshots_mutex_;  // held for a swap only
  std::optional<std::vector<SnapshotPlace>> new_snapshots_;
  boost::lockfree::spsc_queue<FileName, boost::lockfree::capacity<1>> wanted_;
  boost::lockfree::spsc_queue<Loaded, boost::lockfree::capacity<1>> loaded_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace hemiola::osc
