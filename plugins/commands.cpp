// /cmd messages: parsed in the audio thread, run in stages outside it, replies sent to all clients.
#include "commands.h"

#include <algorithm>
#include <cstring>
#include <future>
#include <memory>
#include <new>

#include "host.h"
#include "reply_values.h"
#include "supervisor.h"

namespace hemiola::plugin {
namespace {

constexpr int kNobodyAsked = -1;  // used as reply id

struct Delivery;

// One command on its way through the stages. In the server's real-time memory pool.
struct Command {
  char model[2048];
  char device[64];
  char worker[2048];
  float voices;
  float latency_seconds;
  int osc_port;
  int first_osc_port;
  int number;    // of a model
  int reply_id;  // the client's own, sent back

  ReplyValues reply;

  Delivery* delivery;  // offline: the result of stage 2; live: null
};

// [audio thread] Wait-free. Truncates a string that is too long.
template <std::size_t Size>
void copy(char (&to)[Size], const char* from) noexcept {
  const std::size_t length = from != nullptr ? strnlen(from, Size - 1) : 0;
  std::copy_n(from, length, to);
  to[length] = '\0';
}

StartRequest start_request_of(const Command& command) {
  return {.model = with_home(command.model),
          .voices = command.voices,
          .latency_seconds = command.latency_seconds,
          .device = command.device,
          .worker = with_home(command.worker),
          .osc_port = command.osc_port,
          .first_osc_port = command.first_osc_port};
}

// A reply on its way to the audio thread. A start or stop also sets the attachment of the units.
struct Delivery {
  const char* address;
  Command command;
  AttachmentRef attachment;
  std::uint32_t version;
  bool makes_current;
  bool ends_start;
};

// [audio thread] Wait-free. From here on units see the attachment.
void arrive(World* world, Delivery& delivery) {
  const RealtimeScope realtime;
  Host& ours = host();
  // An older reply may arrive later, as not all pass through the reply thread.
  const bool news = static_cast<std::int32_t>(delivery.version - ours.current_version) >= 0;
  if (delivery.makes_current && news) {
    ours.current.store(delivery.attachment.get(), std::memory_order_release);
    ours.current_version = delivery.version;
    ours.told_absent.store(false);
  }
  if (delivery.ends_start) ours.starting.fetch_sub(1);
  if (world->mRealTime)  // to all clients that asked to be notified; offline there are none
    SendNodeReply(SC_GetNode(world, 0), delivery.command.reply_id, delivery.address,
                  delivery.command.reply.count, delivery.command.reply.values);
}

void arrive_live(FifoMsg* message) {
  arrive(message->mWorld, *static_cast<Delivery*>(message->mData));
}
void free_delivery(FifoMsg* message) { delete static_cast<Delivery*>(message->mData); }

void send(World* world, std::unique_ptr<Delivery> delivery) {
  host().reply_thread->send(
      [world, waiting = std::shared_ptr<Delivery>(std::move(delivery))]() mutable {
        auto travelling = std::make_unique<Delivery>(*waiting);
        FifoMsg message;
        message.Set(world, arrive_live, free_delivery, travelling.get());
        NRTLock(world);  // the server's own commands also write to this queue
        const bool sent = SendMsgToRT(world, message);
        NRTUnlock(world);
        if (sent) static_cast<void>(travelling.release());
        return sent;
      });
}

// [watchdog thread] Sends to all clients without a request.
void announce(World* world, const Outcome& outcome) {
  auto delivery = std::make_unique<Delivery>(Delivery{.address = "/hemiola/changed",
                                                      .command = {},
                                                      .attachment = outcome.attachment,
                                                      .version = outcome.version,
                                                      .makes_current = false,
                                                      .ends_start = false});
  delivery->command.reply_id = kNobodyAsked;
  describe_outcome(delivery->command.reply, outcome);
  send(world, std::move(delivery));
}

// [not the audio thread]
Supervisor& supervisor(World* world) {
  auto& ours = host().supervisor;
  if (!ours) {
    host().reply_thread = std::make_unique<ReplyThread>();
    ours = std::make_unique<Supervisor>(
        world, [world](const Outcome& outcome) { announce(world, outcome); });
  }
  return *ours;
}

enum class Effect { none, start, stop };

// Runs a request. Live, returns at once, because /status, DiskIn and DiskOut need this thread; the
// outcome is sent later. Offline, waits for the outcome, because nothing may play before.
template <typename Request>
void carry_out(World* world, Command& command, const char* address, Effect effect,
               Request request) {
  const Delivery blank{.address = address,
                       .command = command,
                       .attachment = {},
                       .version = 0,
                       .makes_current = effect != Effect::none,
                       .ends_start = effect == Effect::start};
  auto outcome_is_there = std::make_shared<std::promise<std::unique_ptr<Delivery>>>();
  request([=](const Outcome& outcome) {
    if (!outcome.text.empty()) Print("Hemiola: %s\n", outcome.text.c_str());
    auto delivery = std::make_unique<Delivery>(blank);
    delivery->attachment = outcome.attachment;
    delivery->version = outcome.version;
    describe_outcome(delivery->command.reply, outcome);
    if (world->mRealTime) return send(world, std::move(delivery));
    outcome_is_there->set_value(std::move(delivery));
  });
  if (!world->mRealTime) command.delivery = outcome_is_there->get_future().get().release();
}

// [not the audio thread]
bool start_worker(World* world, void* data) {
  auto& command = *static_cast<Command*>(data);
  carry_out(world, command, "/hemiola/started", Effect::start, [&](const Deliver& deliver) {
    supervisor(world).start(start_request_of(command), deliver);
  });
  return true;
}

bool stop_worker(World* world, void* data) {
  carry_out(world, *static_cast<Command*>(data), "/hemiola/stopped", Effect::stop,
            [&](const Deliver& deliver) { supervisor(world).stop(deliver); });
  return true;
}

template <ipc::ModelAction action>
bool run_model_action(World* world, void* data) {
  constexpr const char* kReplies[] = {"/hemiola/loaded", "/hemiola/read", "/hemiola/swapped",
                                      "/hemiola/freed"};
  auto& command = *static_cast<Command*>(data);
  carry_out(world, command, kReplies[static_cast<int>(action)], Effect::none,
            [&](const Deliver& deliver) {
              supervisor(world).model(action, command.number, with_home(command.model), deliver);
            });
  return true;
}

// [audio thread] Stage 3
bool arrive_now(World* world, void* data) {
  if (Delivery* delivery = static_cast<Command*>(data)->delivery) arrive(world, *delivery);
  return true;
}

// [not the audio thread] Stage 4
bool tidy_up(World*, void* data) {
  delete static_cast<Command*>(data)->delivery;
  return true;
}

// [not the audio thread]
bool report(World* world, void* data) {
  ReplyValues& reply = static_cast<Command*>(data)->reply;
  const AttachmentRef served = supervisor(world).served();
  describe_report(reply, served.get());
  if (world->mRealTime || served.get() == nullptr) return true;
  // No replies offline: print a line that a script can parse.
  Print(
      "Hemiola: report: ready %d, late_encoder_frames %d, late_decoder_frames %d, frames %d, "
      "dropped_frames %d, restarts %d, latency_samples %d, hop_samples %d, mean_frame_us %d\n",
      int(reply.values[0]), int(reply.values[1]), int(reply.values[2]), int(reply.values[3]),
      int(reply.values[4]), int(reply.values[5]), int(reply.values[6]), int(reply.values[7]),
      int(reply.values[10]));
  return true;
}

// [audio thread]
bool reply_report(World* world, void* data) {
  const auto& command = *static_cast<Command*>(data);
  if (world->mRealTime)
    SendNodeReply(SC_GetNode(world, 0), command.reply_id, "/hemiola/report", command.reply.count,
                  command.reply.values);
  return true;
}

void free_command(World* world, void* data) { RTFree(world, data); }

// [audio thread] Wait-free. A new empty command; null, with a message, if memory is full.
Command* make_command(World* world) {
  void* memory = RTAlloc(world, sizeof(Command));
  if (memory == nullptr) {
    tell(world, "Hemiola: no real-time memory for a command; boot the server with more.\n");
    return nullptr;
  }
  return new (memory) Command{};
}

// The arguments may be followed by a completion message, which we do not use.
void go(World* world, void* client, const char* name, Command* command, AsyncStageFn stage2,
        AsyncStageFn stage3 = arrive_now) {
  DoAsynchronousCommand(world, client, name, command, stage2, stage3, tidy_up, free_command, 0,
                        nullptr);
}

// [model path, voices, latency seconds, device, worker path, osc port, reply id, first osc port].
// Each may be omitted, or be "" or 0; see start_options.h for their meaning.
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
  command->first_osc_port = arguments->geti(0);
  host().starting.fetch_add(1);
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
  go(world, client, "/hemiola/model", command, run_model_action<ipc::ModelAction::play>);
}

// [number, model path, reply id]; if there is no id, the number is used as the id
void on_read(World* world, void*, sc_msg_iter* arguments, void* client) {
  Command* command = make_command(world);
  if (command == nullptr) return;
  command->number = arguments->geti(0);
  copy(command->model, arguments->gets(""));
  command->reply_id = arguments->geti(command->number);
  go(world, client, "/hemiola/read", command, run_model_action<ipc::ModelAction::read>);
}

// [number, reply id]
void on_swap(World* world, void*, sc_msg_iter* arguments, void* client) {
  Command* command = make_command(world);
  if (command == nullptr) return;
  command->number = arguments->geti(0);
  command->reply_id = arguments->geti(command->number);
  go(world, client, "/hemiola/swap", command, run_model_action<ipc::ModelAction::swap>);
}

// [number, reply id]
void on_free(World* world, void*, sc_msg_iter* arguments, void* client) {
  Command* command = make_command(world);
  if (command == nullptr) return;
  command->number = arguments->geti(0);
  command->reply_id = arguments->geti(command->number);
  go(world, client, "/hemiola/free", command, run_model_action<ipc::ModelAction::free>);
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
