// Decides when subscribers are due, and what they get.
#include "osc/subscriptions.h"

#include <algorithm>

#include "osc/packet.h"

namespace hemiola::osc {

namespace {

constexpr const char* kUntold = "?";  // no chord's name: the first one is told in any case

std::string message(int voice, std::string_view what, std::span<const float> values) {
  MessageWriter out("/hemiola/" + std::to_string(voice) + std::string(what));
  for (const float value : values) out.add(value);
  return out.bytes();
}

std::string chord_message(int voice, const notation::NamedChord& chord) {
  MessageWriter out("/hemiola/" + std::to_string(voice) + "/chord");
  out.add(chord.name.empty() ? std::string_view("-") : std::string_view(chord.name));
  out.add(static_cast<float>(chord.certainty));
  return out.bytes();
}

}  // namespace

Subscriptions::Subscriptions(int voices)
    : voices_(std::max(voices, 1)),
      hits_(static_cast<std::size_t>(voices_)),
      chords_(hits_.size()) {
  subscriptions_.reserve(kMaxSubscriptions);
}

std::string_view Subscriptions::add(const Peer& receiver, const Request& request,
                                    Clock::time_point now) {
  forget_expired(now);
  auto found = std::find_if(subscriptions_.begin(), subscriptions_.end(), [&](const auto& each) {
    return each.receiver == receiver && each.what == request.action && each.voice == request.voice;
  });
  if (found == subscriptions_.end()) {
    if (subscriptions_.size() == kMaxSubscriptions)
      return "there are 64 subscriptions already; end one with /hemiola/unsubscribe";
    subscriptions_.push_back({.receiver = receiver,
                              .what = request.action,
                              .voice = request.voice,
                              .due = std::vector<Clock::time_point>(hits_.size(), now),
                              .told = std::vector<std::string>(hits_.size(), kUntold)});
    found = subscriptions_.end() - 1;
  }
  const double period_s = request.rate_hz > 0 ? 1 / request.rate_hz : 0;
  found->period = std::chrono::duration_cast<Clock::duration>(
      std::chrono::duration<double>(std::min(period_s, 3600.0)));
  found->expires = now + kLasts;
  return {};
}

void Subscriptions::end(const Peer& receiver) {
  std::erase_if(subscriptions_, [&](const auto& each) { return each.receiver == receiver; });
}

void Subscriptions::forget_expired(Clock::time_point now) {
  std::erase_if(subscriptions_, [&](const auto& each) { return each.expires <= now; });
}

// Keeps the average rate, independent of the frame rate, but does not catch up after delays.
bool Subscriptions::take_turn(Clock::time_point& due, const Subscription& subscription,
                              Clock::time_point now) {
  if (now < due) return false;
  due = std::max(due + subscription.period, now - subscription.period);
  return true;
}

void Subscriptions::send_frame(const LatentFrame& frame, Clock::time_point now, const Send& send) {
  if (frame.voice < 0 || frame.voice >= voices_) return;
  forget_expired(now);
  const auto voice = static_cast<std::size_t>(frame.voice);
  const float strength = hits_[voice].process(frame.rhythm(), frame.number, frame.frame_seconds);
  std::string harmony, rhythm;
  for (Subscription& each : subscriptions_) {
    if (each.voice != -1 && each.voice != frame.voice) continue;
    if (each.what == Action::latents && take_turn(each.due[voice], each, now)) {
      if (harmony.empty()) {
        harmony = message(frame.voice, "/harmony", frame.harmony());
        rhythm = message(frame.voice, "/rhythm", frame.rhythm());
      }
      send(each.receiver, harmony);
      send(each.receiver, rhythm);
    }
    if (each.what == Action::onsets && strength > 0 && now >= each.due[voice]) {
      each.due[voice] = now + each.period;  // minimum distance between hits
      send(each.receiver, message(frame.voice, "/onset", {&strength, 1}));
    }
  }
  send_notes(frame, now, send);
}

void Subscriptions::send_notes(const LatentFrame& frame, Clock::time_point now, const Send& send) {
  if (!frame.chroma) return;
  const auto voice = static_cast<std::size_t>(frame.voice);
  notation::FollowedChord& followed = chords_[voice];
  followed.follow(*frame.chroma, frame.frame_seconds);
  const std::string& name = followed.chord().name;
  for (Subscription& each : subscriptions_) {
    if (each.voice != -1 && each.voice != frame.voice) continue;
    if (each.what == Action::chroma && take_turn(each.due[voice], each, now))
      send(each.receiver, message(frame.voice, "/chroma", *frame.chroma));
    if (each.what == Action::chord && each.told[voice] != name && now >= each.due[voice]) {
      each.due[voice] = now + each.period;
      each.told[voice] = name;
      send(each.receiver, chord_message(frame.voice, followed.chord()));
    }
  }
}

void Subscriptions::send_status(const std::string& packet, Clock::time_point now,
                                const Send& send) {
  forget_expired(now);
  for (Subscription& each : subscriptions_)
    if (each.what == Action::pushed_status && take_turn(each.due[0], each, now))
      send(each.receiver, packet);
}

Subscriptions::Clock::time_point Subscriptions::next_status() const {
  auto next = Clock::time_point::max();
  for (const Subscription& each : subscriptions_)
    if (each.what == Action::pushed_status) next = std::min(next, each.due[0]);
  return next;
}

bool Subscriptions::listening_to_notes() const {
  return std::any_of(subscriptions_.begin(), subscriptions_.end(), [](const auto& each) {
    return each.what == Action::chroma || each.what == Action::chord;
  });
}

bool Subscriptions::listening() const {
  return std::any_of(subscriptions_.begin(), subscriptions_.end(),
                     [](const auto& each) { return each.what != Action::pushed_status; });
}

}  // namespace hemiola::osc
