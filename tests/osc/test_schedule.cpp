// Commands over time: when they are due, in which order, and how many may wait.
#include "osc/schedule.h"

#include <memory>

#include "osc/clock.h"
#include "support/catch.h"

namespace hemiola::osc {

namespace {

constexpr TimeTag second(std::uint64_t seconds) { return seconds << 32; }

Order order(float value, TimeTag time = kNow) {
  Order order;
  order.value = value;
  order.time = time;
  return order;
}

std::vector<float> taken(Schedule& schedule, TimeTag until) {
  std::vector<float> values;
  for (Order command; schedule.take(command, until);) values.push_back(command.value);
  return values;
}

using Values = std::vector<float>;
constexpr TimeTag kStart = second(1000);

}  // namespace

TEST_CASE("what is for now, or for the past, is due at once") {
  Schedule schedule;
  const Order orders[] = {order(1), order(2, kStart - 1), order(3, kStart)};
  CHECK(schedule.add(orders, kStart).empty());
  CHECK(taken(schedule, 0) == Values{1, 2, 3});
}

TEST_CASE("what is for later waits for its time, in the order of the times") {
  Schedule schedule;
  const Order orders[] = {order(3, kStart + second(3)), order(1, kStart + second(1)), order(0),
                          order(2, kStart + second(2)), order(2.5f, kStart + second(2))};
  CHECK(schedule.add(orders, kStart).empty());
  CHECK(taken(schedule, kStart) == Values{0});
  CHECK(taken(schedule, kStart + second(1) - 1).empty());
  CHECK(taken(schedule, kStart + second(1)) == Values{1});
  CHECK(taken(schedule, kStart + second(9)) == Values{2, 2.5f, 3});
}

TEST_CASE("of a command that was due and one that is sent now, the later one has the last word") {
  Schedule schedule;
  const Order waits[] = {order(1, kStart + second(2))};
  schedule.add(waits, kStart);
  const Order now[] = {order(2)};
  SECTION("sent after the other was due") {
    schedule.add(now, kStart + second(3));
    CHECK(taken(schedule, kStart + second(3)) == Values{1, 2});
  }
  SECTION("sent before") {
    schedule.add(now, kStart + second(1));
    CHECK(taken(schedule, kStart + second(3)) == Values{2, 1});
  }
}

TEST_CASE("so many may wait, and what is one too many is refused whole") {
  auto schedule = std::make_unique<Schedule>();
  std::vector<Order> many(Schedule::kMaxLaterOfOne - 1, order(1, kStart + second(1)));
  CHECK(schedule->add(many, kStart).empty());
  CHECK(taken(*schedule, kStart).empty());
  const Order two[] = {order(2, kStart + second(2)), order(3, kStart + second(2))};
  CHECK_THAT(std::string(schedule->add(two, kStart)), hemiola::tests::Contains("this sender"));
  CHECK(schedule->add(std::span(two).first(1), kStart).empty());
  CHECK(taken(*schedule, kStart + second(1)).size() == many.size());
  CHECK(taken(*schedule, kStart + second(2)) == Values{2});
  std::vector<Order> now(Schedule::kMaxNow + 1, order(1));
  CHECK_THAT(std::string(schedule->add(now, kStart)), hemiola::tests::Contains("no more"));
  CHECK(taken(*schedule, kStart).empty());
  now.pop_back();
  CHECK(schedule->add(now, kStart).empty());
}

TEST_CASE("a sender whose clock is ahead keeps nobody from being heard, nor itself for good") {
  auto schedule = std::make_unique<Schedule>();
  constexpr Schedule::Sender ahead = 1, other = 2;
  const TimeTag later = kStart + second(600);
  const std::vector<Order> many(Schedule::kMaxLaterOfOne, order(1, later));
  CHECK(schedule->add(many, kStart, ahead).empty());
  const Order more[] = {order(2, later)}, now[] = {order(3)};
  CHECK_FALSE(schedule->add(more, kStart, ahead).empty());
  // Still accepted: immediate commands of any sender, later ones of other senders.
  CHECK(schedule->add(now, kStart, ahead).empty());
  CHECK(schedule->add(now, kStart, other).empty());
  CHECK(schedule->add(more, kStart, other).empty());
  CHECK(taken(*schedule, kStart) == Values{3, 3});
  CHECK(taken(*schedule, later).size() == many.size() + 1);
  CHECK(schedule->add(more, later, ahead).empty());
}

TEST_CASE("clocks that are ahead, however many, leave commands for now alone") {
  auto schedule = std::make_unique<Schedule>();
  const std::vector<Order> many(Schedule::kMaxLaterOfOne, order(1, kStart + second(600)));
  Schedule::Sender sender = 0;
  while (schedule->add(many, kStart, sender).empty()) ++sender;
  CHECK(sender * many.size() == Schedule::kMaxLater);
  const Order now[] = {order(3)};
  CHECK(schedule->add(now, kStart, sender).empty());
  CHECK(taken(*schedule, kStart) == Values{3});
}

TEST_CASE("a time tag of a wrong clock is refused") {
  Schedule schedule;
  const Order far[] = {order(1), order(2, kStart + second(3601))};
  CHECK_THAT(std::string(schedule.add(far, kStart)), hemiola::tests::Contains("clocks"));
  CHECK(taken(schedule, ~TimeTag{0}).empty());
  const Order furthest[] = {order(1, ~TimeTag{0})};
  CHECK_FALSE(schedule.add(furthest, kStart).empty());
}

TEST_CASE("seconds and time tags are the same moments") {
  CHECK(to_time_tag(1.5) == (1ull << 32 | 1ull << 31));
  CHECK(to_seconds(to_time_tag(3900000000.25)) == 3900000000.25);
  CHECK(to_time_tag(-1) == 0);
  CHECK(seconds_now() > 3786825600.0);  // 2020
}

}  // namespace hemiola::osc
