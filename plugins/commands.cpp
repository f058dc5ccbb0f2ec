// /cmd messages: parsed in the audio thread, run in the stages off it, answered to all clients.
#include "commands.h"

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <new>

#include "host.h"
#include "supervisor.h"

namespace hemiola::plugin {
namespace {

constexpr int kMostValues = 24;

// For so long a command about models holds up the server's other commands, /status among them, so
// that /sync after it is answered when the model is there. sclang gives a server up that does not
// answer for 3.5 s.
constexpr auto kPatience = std::chrono::milliseconds(2500);

struct Delivery;

// One command on its way through the stages. Plain memory of the server's real-time pool.
struct Command {
  char model[2048];
  char device[64];
  char worker[2048];
  float voices;
  float latency_seconds;
  int osc_port;
  int number;    // of a model
  int reply_id;  // the client's own, sent back

  int count;
  float values[kMostValues];  // [count] the reply

  Delivery* delivery;  // what stage 2 has waited for; null where it comes later
};

template <std::size_t Size>
void copy(char (&to)[Size], const char* from) {
  std::snprintf(to, Size, "%s", from != nullptr ? from : "");
}

Supervisor& supervisor(World* world) {
  auto& keeper = host().supervisor;
  if (!keeper) {
    host().postman = std::make_unique<Postman>();
    keeper = std::make_unique<Supervisor>(world);
  }
  return *keeper;
}

void set_values(Command& command, std::initializer_list<double> values) {
  command.count = 0;
  for (const double value : values)
    if (command.count < kMostValues) command.values[command.count++] = static_cast<float>(value);
}

StartOptions options_of(const Command& command) {
  StartOptions options;
  options.model = command.model;
  if (command.voices >= 1) options.voices = static_cast<int>(command.voices);
  if (command.latency_seconds > 0) options.latency_seconds = command.latency_seconds;
  if (command.device[0] != '\0') options.device = command.device;
  options.worker = command.worker;
  if (command.osc_port != 0) options.osc_port = command.osc_port;
  return options;
}

bool is_ready(const Attachment* attachment) {
  return attachment != nullptr &&
         attachment->segment.header().state.load() == ipc::WorkerState::ready;
}

// [ok, latency_samples, hop, voices, places, channels_a_place, rhythm, epoch]
void describe(Command& command, const Outcome& outcome) {
  if (outcome.attachment == nullptr) {
    set_values(command, {0, 0, 0, 0, 0, 0, 0, 0});
    return;
  }
  const ipc::Segment& segment = outcome.attachment->segment;
  const ipc::Geometry& geometry = outcome.geometry;
  const bool known = geometry.timing.hop > 0;
  set_values(
      command,
      {outcome.ok ? 1.0 : 0.0, known ? static_cast<double>(geometry.latency()) : 0.0,
       static_cast<double>(geometry.timing.hop), static_cast<double>(segment.voices()),
       static_cast<double>(geometry.places), static_cast<double>(geometry.channels_a_place),
       static_cast<double>(geometry.rhythm), static_cast<double>(segment.header().epoch.load())});
}

// A reply on its way to the audio thread, where it makes the attachment current if it is to.
struct Delivery {
  const char* address;
  Command command;
  Attachment* attachment;
  bool makes_current;
};

// [audio thread] Wait-free. From here on the units see the attachment.
void arrive(World* world, Delivery& delivery) {
  const RealtimeScope realtime;
  if (delivery.makes_current) {
    host().current.store(delivery.attachment, std::memory_order_release);
    host().told_absent.store(false);
    host().starting.store(false);
  }
  if (delivery.attachment != nullptr) delivery.attachment->users.fetch_sub(1);
  // To every client that asked to be notified; offline nobody listens.
  if (world->mRealTime)
    SendNodeReply(SC_GetNode(world, 0), delivery.command.reply_id, delivery.address,
                  delivery.command.count, delivery.command.values);
}

void arrive_live(FifoMsg* message) {
  arrive(message->mWorld, *static_cast<Delivery*>(message->mData));
}
void free_delivery(FifoMsg* message) { delete static_cast<Delivery*>(message->mData); }

void send(World* world, const Delivery& delivery) {
  host().postman->send([=] {
    FifoMsg message;
    message.Set(world, arrive_live, free_delivery, new Delivery(delivery));
    // The server's own commands write to this queue too, under this lock.
    NRTLock(world);
    const bool sent = SendMsgToRT(world, message);
    NRTUnlock(world);
    if (!sent) Print("Hemiola: the server's queue is full; try again.\n");
  });
}

// Where a stage that waits and the watchdog meet. Whoever comes too late finds the other gone.
struct Meeting {
  std::mutex mutex;
  std::condition_variable came;
  bool left = false;  // nobody waits any more
  std::unique_ptr<Delivery> delivery;
};

// Has a request made, and waits for its outcome as long as patience lasts; offline for as long as
// it takes, as nothing may play before. What comes later is sent to the audio thread by itself.
template <typename Request>
void carry_out(World* world, Command& command, const char* address, bool makes_current,
               std::chrono::milliseconds patience, Request request) {
  auto meeting = std::make_shared<Meeting>();
  const Delivery blank{address, command, nullptr, makes_current};
  request([=](const Outcome& outcome) {
    if (!outcome.text.empty()) Print("Hemiola: %s\n", outcome.text.c_str());
    auto delivery = std::make_unique<Delivery>(blank);
    delivery->attachment = outcome.attachment;
    describe(delivery->command, outcome);
    const std::lock_guard lock(meeting->mutex);
    if (meeting->left) return send(world, *delivery);
    meeting->delivery = std::move(delivery);
    meeting->came.notify_all();
  });
  std::unique_lock lock(meeting->mutex);
  const auto there = [&] { return meeting->delivery != nullptr; };
  if (world->mRealTime)
    meeting->came.wait_for(lock, patience, there);
  else
    meeting->came.wait(lock, there);
  meeting->left = true;
  command.delivery = meeting->delivery.release();
}

// [off the audio thread] Starting takes long and does not hold up other commands.
bool start_worker(World* world, void* data) {
  auto& command = *static_cast<Command*>(data);
  carry_out(world, command, "/hemiola/started", true, {},
            [&](Deliver deliver) { supervisor(world).start(options_of(command), deliver); });
  return true;
}

bool stop_worker(World* world, void* data) {
  carry_out(world, *static_cast<Command*>(data), "/hemiola/stopped", true, {},
            [&](Deliver deliver) { supervisor(world).stop(deliver); });
  return true;
}

template <ipc::ModelWish wish>
bool wish_model(World* world, void* data) {
  constexpr const char* kReplies[] = {"/hemiola/loaded", "/hemiola/read", "/hemiola/swapped",
                                      "/hemiola/freed"};
  auto& command = *static_cast<Command*>(data);
  carry_out(world, command, kReplies[static_cast<int>(wish)], false, kPatience,
            [&](Deliver deliver) {
              supervisor(world).model(wish, command.number, command.model, deliver);
            });
  return true;
}

// [audio thread] Stage 3.
bool arrive_now(World* world, void* data) {
  if (Delivery* delivery = static_cast<Command*>(data)->delivery) arrive(world, *delivery);
  return true;
}

// [off the audio thread] Stage 4.
bool tidy_up(World*, void* data) {
  delete static_cast<Command*>(data)->delivery;
  return true;
}

template <typename VoiceOf>
int count_taken(int voices, VoiceOf voice_of) {
  int taken = 0;
  for (int voice = 0; voice < voices; ++voice)
    taken += voice_of(voice).claim.taken.load(std::memory_order_relaxed) != 0;
  return taken;
}

// [off the audio thread] The order is documented in the help file of Hemiola.
bool report(World* world, void* data) {
  auto& command = *static_cast<Command*>(data);
  set_values(command, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  supervisor(world).with_attachment([&](const Attachment* attachment) {
    if (attachment == nullptr) return;
    const ipc::Segment& segment = attachment->segment;
    const ipc::Header& header = segment.header();
    const ipc::Counters& counters = header.counters;
    const ipc::Geometry geometry = segment.geometry();
    const int voices = segment.voices();
    const auto number = [](const auto& value) { return static_cast<double>(value); };
    set_values(command, {number(is_ready(attachment)), number(counters.late_encoder.load()),
                         number(counters.late_decoder.load()), number(counters.frames.load()),
                         number(counters.dropped.load()), number(counters.restarts.load()),
                         geometry.timing.hop > 0 ? number(geometry.latency()) : 0.0,
                         number(geometry.timing.hop),
                         number(count_taken(
                             voices, [&](int v) -> auto& { return segment.encoder(v); })),
                         number(count_taken(
                             voices, [&](int v) -> auto& { return segment.decoder(v); })),
                         (header.mean_encode_ns.load() + header.mean_decode_ns.load()) * 1e-3,
                         number(counters.unsent.load()), number(header.epoch.load()),
                         number(header.worker_pid.load()), number(voices), number(geometry.places),
                         number(geometry.channels_a_place), number(geometry.rhythm)});
    if (world->mRealTime) return;
    // Offline there are no replies: a line that a script can read.
    Print(
        "Hemiola: report: ready %d, late_encoder_frames %d, late_decoder_frames %d, frames %d, "
        "dropped_frames %d, restarts %d, latency_samples %d, hop_samples %d, mean_frame_us %d\n",
        int(command.values[0]), int(command.values[1]), int(command.values[2]),
        int(command.values[3]), int(command.values[4]), int(command.values[5]),
        int(command.values[6]), int(command.values[7]), int(command.values[10]));
  });
  return true;
}

// [audio thread]
bool reply_report(World* world, void* data) {
  const auto& command = *static_cast<Command*>(data);
  if (world->mRealTime)
    SendNodeReply(SC_GetNode(world, 0), command.reply_id, "/hemiola/report", command.count,
                  command.values);
  return true;
}

void free_command(World* world, void* data) { RTFree(world, data); }

// [audio thread] A command with nothing in it yet; null, with a message, where memory is short.
Command* make_command(World* world) {
  void* memory = RTAlloc(world, sizeof(Command));
  if (memory == nullptr) {
    Print("Hemiola: no real-time memory for a command; boot the server with more.\n");
    return nullptr;
  }
  return new (memory) Command{};
}

// A whole completion message follows the arguments where the client sent one; we take none.
void go(World* world, void* client, const char* name, Command* command, AsyncStageFn stage2,
        AsyncStageFn stage3 = arrive_now) {
  DoAsynchronousCommand(world, client, name, command, stage2, stage3, tidy_up, free_command, 0,
                        nullptr);
}

// [model path, voices, latency seconds, device, worker path, osc port, reply id]: any may be left
// out, or given as "" or 0.
void on_start(World* world, void*, sc_msg_iter* arguments, void* client) {
  Command* command = make_command(world);
  if (command == nullptr) return;
  copy(command->model, arguments->gets(""));
  command->voices = arguments->getf(0);
  command->latency_seconds = arguments->getf(0);
  copy(command->device, arguments->gets(""));
  copy(command->worker, arguments->gets(""));
  command->osc_port = arguments->geti(0);
  command->reply_id = arguments->geti(0);
  host().starting.store(true);
  go(world, client, "/hemiola/start", command, start_worker);
}

// [reply id]
void on_stop(World* world, void*, sc_msg_iter* arguments, void* client) {
  Command* command = make_command(world);
  if (command == nullptr) return;
  command->reply_id = arguments->geti(0);
  go(world, client, "/hemiola/stop", command, stop_worker);
}

// [model path, reply id]
void on_model(World* world, void*, sc_msg_iter* arguments, void* client) {
  Command* command = make_command(world);
  if (command == nullptr) return;
  copy(command->model, arguments->gets(""));
  command->reply_id = arguments->geti(0);
  go(world, client, "/hemiola/model", command, wish_model<ipc::ModelWish::play>);
}

// [number, model path]; the number comes back as the reply's id
void on_read(World* world, void*, sc_msg_iter* arguments, void* client) {
  Command* command = make_command(world);
  if (command == nullptr) return;
  command->number = command->reply_id = arguments->geti(0);
  copy(command->model, arguments->gets(""));
  go(world, client, "/hemiola/read", command, wish_model<ipc::ModelWish::read>);
}

// [number]
void on_swap(World* world, void*, sc_msg_iter* arguments, void* client) {
  Command* command = make_command(world);
  if (command == nullptr) return;
  command->number = command->reply_id = arguments->geti(0);
  go(world, client, "/hemiola/swap", command, wish_model<ipc::ModelWish::swap>);
}

// [number]
void on_free(World* world, void*, sc_msg_iter* arguments, void* client) {
  Command* command = make_command(world);
  if (command == nullptr) return;
  command->number = command->reply_id = arguments->geti(0);
  go(world, client, "/hemiola/free", command, wish_model<ipc::ModelWish::free>);
}

// [reply id]
void on_report(World* world, void*, sc_msg_iter* arguments, void* client) {
  Command* command = make_command(world);
  if (command == nullptr) return;
  command->reply_id = arguments->geti(0);
  go(world, client, "/hemiola/report", command, report, reply_report);
}

}  // namespace

void define_commands() {
  DefinePlugInCmd("/hemiola/start", on_start, nullptr);
  DefinePlugInCmd("/hemiola/stop", on_stop, nullptr);
  DefinePlugInCmd("/hemiola/model", on_model, nullptr);
  DefinePlugInCmd("/hemiola/read", on_read, nullptr);
  DefinePlugInCmd("/hemiola/swap", on_swap, nullptr);
  DefinePlugInCmd("/hemiola/free", on_free, nullptr);
  DefinePlugInCmd("/hemiola/report", on_report, nullptr);
}

}  // namespace hemiola::plugin
