// Publishes both services through Avahi's client library, which has a thread of its own.
#include "web/announcement.h"

#include <avahi-client/client.h>
#include <avahi-client/publish.h>
#include <avahi-common/alternative.h>
#include <avahi-common/error.h>
#include <avahi-common/malloc.h>
#include <avahi-common/thread-watch.h>

#include <cstdint>

#include "base/signals_blocked.h"

namespace hemiola::web {

namespace {
// Avahi's own examples cast, too: no flag has the value zero.
constexpr auto kNoFlags = static_cast<AvahiPublishFlags>(0);
}  // namespace

// [Avahi's thread], but the constructor and destructor.
struct Announcement::State {
  std::string name;
  int osc_port, web_port;
  AvahiThreadedPoll* poll = nullptr;
  AvahiClient* client = nullptr;
  AvahiEntryGroup* group = nullptr;  // belongs to the client

  bool open();  // false: there is no system bus
  void publish(AvahiClient* by);
  void take_another_name(AvahiClient* by);
  static void hear_client(AvahiClient* by, AvahiClientState now, void* self);
  static void hear_group(AvahiEntryGroup* of, AvahiEntryGroupState now, void* self);
};

void Announcement::State::hear_client(AvahiClient* by, AvahiClientState now, void* self) {
  auto& state = *static_cast<State*>(self);
  if (now == AVAHI_CLIENT_S_RUNNING) return state.publish(by);
  if (now == AVAHI_CLIENT_FAILURE) {
    // The daemon has ended: another client waits for the next one.
    state.group = nullptr;
    avahi_client_free(by);
    state.open();
  } else if (state.group != nullptr) {
    // The host's name changes: what was published is void.
    avahi_entry_group_reset(state.group);
  }
}

bool Announcement::State::open() {
  client = avahi_client_new(avahi_threaded_poll_get(poll), AVAHI_CLIENT_NO_FAIL, hear_client, this,
                            nullptr);
  return client != nullptr;
}

void Announcement::State::hear_group(AvahiEntryGroup* of, AvahiEntryGroupState now, void* self) {
  auto& state = *static_cast<State*>(self);
  state.group = of;
  if (now == AVAHI_ENTRY_GROUP_COLLISION) state.take_another_name(avahi_entry_group_get_client(of));
}

void Announcement::State::take_another_name(AvahiClient* by) {
  char* other = avahi_alternative_service_name(name.c_str());
  name = other;
  avahi_free(other);
  avahi_entry_group_reset(group);
  publish(by);
}

// A failure leaves the services unannounced; who knows the address still finds them.
void Announcement::State::publish(AvahiClient* by) {
  if (group == nullptr) group = avahi_entry_group_new(by, hear_group, this);
  if (group == nullptr || avahi_entry_group_is_empty(group) == 0) return;
  const auto add = [this](const char* type, int port) {
    return avahi_entry_group_add_service(group, AVAHI_IF_UNSPEC, AVAHI_PROTO_UNSPEC, kNoFlags,
                                         name.c_str(), type, nullptr, nullptr,
                                         static_cast<std::uint16_t>(port), nullptr);
  };
  int error = add("_oscjson._tcp", web_port);
  if (error == AVAHI_OK) error = add("_osc._udp", osc_port);
  if (error == AVAHI_ERR_COLLISION) return take_another_name(by);
  if (error == AVAHI_OK) avahi_entry_group_commit(group);
}

Announcement::Announcement(const std::string& name, int osc_port, int web_port) {
  auto state = std::make_unique<State>(State{name, osc_port, web_port});
  state->poll = avahi_threaded_poll_new();
  if (state->poll == nullptr) return;
  const SignalsBlocked blocked;
  const bool runs = state->open() && avahi_threaded_poll_start(state->poll) == 0;
  state_ = std::move(state);
  if (!runs) close();
}

Announcement::~Announcement() { close(); }

void Announcement::close() {
  if (state_ == nullptr) return;
  avahi_threaded_poll_stop(state_->poll);
  if (state_->client != nullptr) avahi_client_free(state_->client);
  avahi_threaded_poll_free(state_->poll);
  state_.reset();
}

}  // namespace hemiola::web
