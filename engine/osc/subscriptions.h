// Who receives what, how often, and how long.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "notation/followed_chord.h"
#include "osc/latent_frame.h"
#include "osc/parse.h"
#include "osc/peer.h"
#include "patchbay/hit_detector.h"

namespace hemiola::osc {

// All of this is for the OSC thread.
class Subscriptions {
 public:
  using Clock = std::chrono::steady_clock;
  using Send = std::function<void(const Peer&, const std::string& packet)>;

  static constexpr std::size_t kMaxSubscriptions = 64;
  // Subscriptions must be renewed within this time: not every network reports a receiver that has
  // gone.
  static constexpr std::chrono::seconds kLasts{30};

  explicit Subscriptions(int voices);

  // Starts or renews a subscription; returns the reason if that is impossible, else an empty text.
  std::string_view add(const Peer& receiver, const Request& request, Clock::time_point now);
  // Ends all subscriptions of this receiver: it asked for that, or nobody listens there any more.
  void end(const Peer& receiver);

  // Sends this frame's latents and onsets to the subscribers that are due.
  void send_frame(const LatentFrame& frame, Clock::time_point now, const Send& send);
  // Sends this packet to the subscribers whose status is due.
  void send_status(const std::string& packet, Clock::time_point now, const Send& send);
  // When send_status() is due next; Clock::time_point::max() if there are no subscribers.
  Clock::time_point next_status() const;
  // Whether there are subscribers to frames, and to chroma or chords among them.
  bool listening() const;
  bool listening_to_notes() const;

 private:
  struct Subscription {
    Peer receiver;
    Action what;
    int voice;  // -1: all
    Clock::duration period{};
    Clock::time_point expires{};
    std::vector<Clock::time_point> due;  // [voices]; for status only the first is used
    std::vector<std::string> told;       // [voices] the last chord's name
  };
  void send_notes(const LatentFrame& frame, Clock::time_point now, const Send& send);
  static bool take_turn(Clock::time_point& due, const Subscription& subscription,
                        Clock::time_point now);
  void forget_expired(Clock::time_point now);

  int voices_;
  std::vector<Subscription> subscriptions_;
  std::vector<patchbay::HitDetector> hits_;      // [voices]
  std::vector<notation::FollowedChord> chords_;  // [voices]
};

}  // namespace hemiola::osc
