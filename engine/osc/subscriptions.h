// Who is sent what, how often and how long.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "osc/latent_frame.h"
#include "osc/parse.h"
#include "osc/ports.h"
#include "patchbay/hit_detector.h"

namespace hemiola::osc {

// [osc thread] All of it.
class Subscriptions {
 public:
  using Clock = std::chrono::steady_clock;
  using Send = std::function<void(const Endpoint&, const std::string& packet)>;

  static constexpr std::size_t kMost = 64;
  // A subscriber that has not asked again within this time is forgotten: not every network tells
  // that a machine has been carried away.
  static constexpr std::chrono::seconds kLasts{30};

  explicit Subscriptions(int voices);

  // Begins or renews a subscription; the reason where it can't, else an empty text.
  std::string_view add(const Endpoint& receiver, const Request& request, Clock::time_point now);
  // Ends all that go there: it asked for that, or nobody listens there any more.
  void end(const Endpoint& receiver);

  // Sends what this frame means to those who want it now.
  void hear(const LatentFrame& frame, Clock::time_point now, const Send& send);
  // Sends this packet to those whose status is due.
  void tell_status(const std::string& packet, Clock::time_point now, const Send& send);
  // When tell_status() is due next; Clock::time_point::max() where nobody wants it.
  Clock::time_point next_status() const;
  // Whether anybody wants frames.
  bool listening() const;

 private:
  struct Subscription {
    Endpoint receiver;
    Action what;
    int voice;  // -1: all
    Clock::duration period{};
    Clock::time_point expires{};
    std::vector<Clock::time_point> due;  // [voices]; a status has the first one
  };
  static bool take_turn(Clock::time_point& due, const Subscription& subscription,
                        Clock::time_point now);
  void forget_expired(Clock::time_point now);

  int voices_;
  std::vector<Subscription> subscriptions_;
  std::vector<patchbay::HitDetector> hits_;  // [voices]
};

}  // namespace hemiola::osc
