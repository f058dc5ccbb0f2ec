// OSC and frames: time tags through a real socket, glides, model changes, names.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <memory>
#include <optional>
#include <random>
#include <thread>

#include "osc/clock.h"
#include "support/catch.h"
#include "support/temporary.h"
#include "wire.h"
#include "worker/loader.h"
#include "worker/remote.h"

#include "ipc/wake_semaphore.h"

using namespace hemiola;
using namespace std::chrono_literals;
using test::Wire;

namespace {

constexpr double kRate = 48000;
constexpr double kFrameSeconds = Wire::kHop / kRate;

void append(std::string& bytes, std::uint32_t word) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(word >> shift & 255);
}

std::string bundle(double seconds, const std::string& message) {
  std::string bytes("#bundle\0", 8);
  const osc::TimeTag time = osc::to_time_tag(seconds);
  append(bytes, static_cast<std::uint32_t>(time >> 32));
  append(bytes, static_cast<std::uint32_t>(time));
  append(bytes, static_cast<std::uint32_t>(message.size()));
  return bytes + message;
}

template <typename... Arguments>
std::string message(std::string_view address, Arguments... arguments) {
  osc::MessageWriter writer(address);
  (writer.add(arguments), ...);
  return writer.bytes();
}

// A Wire that records the commands it gets.
struct Noted : Wire {
  Noted(std::vector<patchbay::Command>& commands, int hop) : Wire(hop), noted(commands) {}
  void apply(const patchbay::Command& command) override {
    noted.push_back(command);
    Wire::apply(command);
  }
  std::vector<patchbay::Command>& noted;
};

// A server with two voices of constant latents 0 and 1, a loop, and its OSC port.
struct Rig {
  explicit Rig(worker::Remote::SecondsNow now = osc::seconds_now)
      : segment(make()),
        loop(segment),
        remote({.port = 0, .voices = 2}, segment, loop, snapshots, now) {
    loop.set_listener(&remote);
    for (int voice = 0; voice < 2; ++voice) {
      segment.encoder(voice).claim.taken = 1;
      segment.encoder(voice).claim.generation.fetch_add(1);
    }
  }
  ~Rig() {
    close(client);
    ipc::remove_segment(segment.name());
  }
  static ipc::Segment make() {
    ipc::ServerFacts facts;
    facts.sample_rate = kRate;
    facts.pid = getpid();
    // Long enough that a busy machine drops no frame.
    facts.latency.total_samples = 40 * Wire::kHop;
    return ipc::Segment::create(2, facts);
  }
  void use(int hop = Wire::kHop) { loop.use(std::make_unique<Noted>(noted, hop)); }
  void tell(const std::string& bytes) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(remote.server().port()));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sendto(client, bytes.data(), bytes.size(), 0, reinterpret_cast<sockaddr*>(&to), sizeof to);
  }
  void send(std::int64_t frame) {
    for (int voice = 0; voice < 2; ++voice) {
      auto& target = segment.encoder(voice);
      target.gather.describe(ipc::Kind::samples, Wire::kHop, target.claim.generation, frame);
      std::fill_n(target.gather.floats, Wire::kHop, static_cast<float>(voice));
      ipc::write_record(target.to_worker, target.gather);
    }
    segment.header().newest_encode.raise_to(segment.header().geometry.version(), frame);
    ipc::post_wake(segment.header().wake);
  }
  // Gets each frame that voice 0 received, with its first latent.
  void read(std::vector<std::pair<std::int64_t, float>>& frames) {
    auto& from = segment.encoder(0);
    while (ipc::read_record(from.to_server, from.pending))
      frames.emplace_back(from.pending.head.frame, from.pending.floats[0]);
    auto& other = segment.encoder(1);
    while (ipc::read_record(other.to_server, other.pending)) continue;
  }
  // Waits until all messages sent so far have been processed.
  void wait_for_pong() {
    tell(message("/hemiola/ping"));
    char answer[64];
    REQUIRE(recv(client, answer, sizeof answer, 0) > 0);
  }
  // Runs the loop until this number of commands has been applied.
  bool wait_for_commands(std::size_t count) {
    for (int i = 0; i < 12000 && noted.size() < count; ++i) {
      remote.apply_overdue();
      std::this_thread::sleep_for(5ms);
    }
    return noted.size() == count;
  }

  ipc::Segment segment;
  worker::Loop loop;
  snapshots::Snapshots snapshots{[](const std::string&) {}};
  worker::Remote remote;
  std::vector<patchbay::Command> noted;
  int client = socket(AF_INET, SOCK_DGRAM, 0);
};

}  // namespace

TEST_CASE("the frame clock finds the frames' times behind late reports, drift and pauses") {
  worker::FrameClock clock(kFrameSeconds);
  std::mt19937 random(3);
  std::exponential_distribution<double> late(1 / 0.002);
  double zero = 3900000000.0, worst = 0;
  const auto run = [&](std::int64_t first, std::int64_t last, double drift) {
    double now = 0;
    for (std::int64_t frame = first; frame <= last; ++frame) {
      const double truth = zero + static_cast<double>(frame) * kFrameSeconds * (1 + drift);
      // A delayed observation also delays the following ones.
      now = std::max(now, truth + late(random) + (frame % 500 == 0 ? 0.05 : 0));
      clock.saw(frame, now);
      if (frame > first + 50) worst = std::max(worst, std::abs(clock.end_of(frame) - truth));
    }
  };
  run(1, 20000, 100e-6);
  CHECK(worst < 0.001);
  zero += 0.02;  // the audio driver lost samples
  run(20001, 30000, 100e-6);
  CHECK(worst < 0.001);
  zero += 3;  // the node was paused
  run(50000, 52000, 100e-6);
  CHECK(worst < 0.001);
  zero -= 40;  // the clock was set back, then forward
  run(52001, 53000, 100e-6);
  zero += 40;
  run(53001, 54000, 100e-6);
  CHECK(worst < 0.001);
}

namespace {

// A clock set by the test, in seconds
double hand_s = 0;

}  // namespace

TEST_CASE("a command with a time tag takes effect in the frame that holds that moment") {
  Rig rig([] { return hand_s; });
  rig.use();
  constexpr int kTags = 12, kFrames = 560;
  // The start of frame 1: far ahead, so that all tags are in the future when received.
  const double start = osc::seconds_now() + 1000;
  // The voice alternately takes the other's harmony and its own, at times between the frames.
  std::vector<double> tags;
  std::vector<std::int64_t> expected;
  for (int i = 0; i < kTags; ++i) {
    expected.push_back(76 + 38 * i);
    tags.push_back(start + (static_cast<double>(expected[i]) - 0.9 + 0.07 * i) * kFrameSeconds);
  }
  for (int i = kTags - 1; i >= 0; --i)
    rig.tell(bundle(tags[i], message("/hemiola/0/harmony/from", i % 2 ? -1 : 1)));
  rig.wait_for_pong();
  // Each frame is observed slightly late, as in live use.
  std::mt19937 random(5);
  std::exponential_distribution<double> late_s(1 / 0.001);
  std::vector<std::pair<std::int64_t, float>> frames;
  for (std::int64_t frame = 1; frame <= kFrames; ++frame) {
    hand_s = start + static_cast<double>(frame) * kFrameSeconds + late_s(random);
    rig.send(frame);
    while (frames.empty() || frames.back().first < frame) {
      rig.loop.run_once();
      rig.read(frames);
    }
  }
  std::vector<std::int64_t> changes;
  for (std::size_t i = 1; i < frames.size(); ++i)
    if (frames[i].second != frames[i - 1].second) changes.push_back(frames[i].first);
  CHECK(changes == expected);
}

TEST_CASE("a command that arrives while the network runs takes effect in that frame") {
  Rig rig;
  auto processor = std::make_unique<Noted>(rig.noted, Wire::kHop);
  constexpr std::int64_t kFrame = 20;
  std::int64_t frame = 1;
  processor->while_encoding = [&] {
    if (frame != kFrame) return;
    rig.tell(message("/hemiola/0/harmony/from", 1));
    rig.wait_for_pong();
  };
  rig.loop.use(std::move(processor));
  std::vector<std::pair<std::int64_t, float>> frames;
  for (; frame <= kFrame; ++frame) {
    rig.send(frame);
    while (frames.empty() || frames.back().first < frame) {
      rig.loop.run_once();
      rig.read(frames);
    }
  }
  REQUIRE(frames.size() == kFrame);
  CHECK(frames[kFrame - 2].second == 0);
  CHECK(frames[kFrame - 1].second == 1);
}

TEST_CASE("without frames, what is overdue is applied all the same, and what is not, is not") {
  Rig rig;
  rig.use();
  rig.tell(bundle(osc::seconds_now() + 100, message("/hemiola/0/harmony/rotate", 2)));
  rig.tell(bundle(osc::seconds_now() + 0.05, message("/hemiola/0/harmony/rotate", 1)));
  CHECK(rig.wait_for_commands(1));
  CHECK(rig.noted[0].value == 1);
}

TEST_CASE("a glide's seconds become the model's frames") {
  Rig rig;
  rig.use();
  rig.tell(message("/hemiola/1/rhythm/glide", 2.0f));
  REQUIRE(rig.wait_for_commands(1));
  CHECK(rig.noted[0].verb == patchbay::Verb::glide);
  CHECK(rig.noted[0].value == Approx(2 / kFrameSeconds));
}

TEST_CASE("a snapshot brings the voices back, and the values that can be asked for") {
  Rig rig;
  rig.use();
  const auto do_all = [&](const std::vector<std::string>& packets) {
    for (const std::string& each : packets) rig.tell(each);
    rig.wait_for_pong();
    rig.remote.apply_overdue();
  };
  const auto rotation = [&](int voice) { return rig.loop.setting(voice).rotation; };
  const auto value = [&](const char* address, int voice, int argument) {
    for (std::size_t row = 0; row < osc::table().size(); ++row)
      if (osc::table()[row].address == address)
        return rig.remote.server().last_values().value(row, voice, argument);
    return NAN;
  };
  do_all({message("/hemiola/1/harmony/rotate", 3.5f), message("/hemiola/1/rhythm/from", 0, 0.25f),
          message("/hemiola/0/rhythm/glide", 2.0f), message("/hemiola/snapshot/save", "a")});
  REQUIRE(rig.snapshots.find("a") != nullptr);
  do_all({message("/hemiola/all/reset"), message("/hemiola/1/harmony/rotate", -4.5f),
          message("/hemiola/snapshot/save", "b"),
          message("/hemiola/snapshot/place", "b", 1.0f, 1.0f)});
  CHECK(rotation(1) == -4.5f);
  do_all({message("/hemiola/snapshot/recall", "a")});
  CHECK(rotation(1) == 3.5f);
  CHECK(rotation(0) == 0);
  CHECK(value("/hemiola/VOICE/harmony/rotate", 1, 0) == 3.5f);
  CHECK(value("/hemiola/VOICE/rhythm/from", 1, 0) == 0);
  CHECK(value("/hemiola/VOICE/rhythm/from", 1, 1) == 0.25f);
  CHECK(value("/hemiola/VOICE/rhythm/glide", 0, 0) == Approx(2).epsilon(0.01));
  // What is on its way to be saved can be recalled.
  do_all({message("/hemiola/snapshot/save", "c"), message("/hemiola/all/reset"),
          message("/hemiola/snapshot/recall", "c")});
  CHECK(rotation(1) == 3.5f);
  // Nothing has played, so the point is on its way and the values are there.
  do_all({message("/hemiola/map", 1.0f, 1.0f)});
  CHECK(value("/hemiola/VOICE/harmony/rotate", 1, 0) == -4.5f);
  do_all({message("/hemiola/snapshot/delete", "b")});
  CHECK(rig.snapshots.find("b") == nullptr);
  do_all({message("/hemiola/0/harmony/freeze", 1), message("/hemiola/snapshot/save", "d"),
          message("/hemiola/all/reset"), message("/hemiola/snapshot/recall", "d", 2.0f)});
  CHECK(value("/hemiola/VOICE/harmony/freeze", 0, 0) == 1);
}

TEST_CASE("what was asked before there is a model waits for it") {
  Rig rig;
  rig.tell(message("/hemiola/0/harmony/rotate", 5));
  rig.tell(message("/hemiola/all/rhythm/freeze", 1));
  rig.wait_for_pong();
  rig.remote.apply_overdue();
  CHECK(rig.noted.empty());
  rig.use();
  CHECK(rig.wait_for_commands(2));
}

TEST_CASE("a model of other frames glides for as many seconds") {
  Rig rig;
  rig.use();
  rig.tell(message("/hemiola/1/harmony/glide", 1.0f));
  rig.tell(message("/hemiola/0/rhythm/glide", 2.0f));
  rig.tell(message("/hemiola/0/reset"));
  REQUIRE(rig.wait_for_commands(3));
  rig.noted.clear();
  rig.use(Wire::kHop / 2);
  REQUIRE(rig.noted.size() == 1);  // voice 0 was reset
  CHECK(rig.noted[0].voice == 1);
  CHECK(rig.noted[0].verb == patchbay::Verb::glide);
  CHECK(rig.noted[0].value == Approx(2 / kFrameSeconds));
}

TEST_CASE("a model is found by its name in its folder and nowhere else") {
  namespace fs = std::filesystem;
  using hemiola::tests::Contains;
  const tests::TemporaryFolder place;
  fs::create_directories(place / "models/deep");
  for (const char* file : {"models/one", "models/deep/two", "secret", "models/.hidden"})
    std::ofstream(place / file) << "x";
  fs::create_symlink("one", place / "models/same");
  fs::create_symlink("deep/two", place / "models/below");
  fs::create_symlink("../secret", place / "models/out");
  fs::create_symlink("/etc/passwd", place / "models/far");
  fs::create_symlink("..", place / "models/up");
  fs::create_symlink("nothing", place / "models/nothing");
  fs::create_symlink(place / "models", place / "linked");
  const fs::path folder = place / "models";
  CHECK(worker::find_model(folder, "one") == fs::canonical(folder / "one"));
  CHECK(worker::find_model(folder, "same") == fs::canonical(folder / "one"));
  CHECK(worker::find_model(folder, "below") == fs::canonical(folder / "deep/two"));
  CHECK(worker::find_model(place / "linked", "one") == fs::canonical(folder / "one"));
  CHECK_THROWS_WITH(worker::find_model(folder, "out"), Contains("leads out of the model folder"));
  CHECK_THROWS_WITH(worker::find_model(folder, "far"), Contains("leads out of the model folder"));
  for (const char* name : {"deep", "up", "nothing", "none"})
    CHECK_THROWS_WITH(worker::find_model(folder, name), Contains("has no file"));
  for (const char* name : {"", ".", "..", "../secret", "/etc/passwd", "deep/two", ".hidden"})
    CHECK_THROWS_WITH(worker::find_model(folder, name), Contains("no name of a model file"));
  CHECK_THROWS_WITH(worker::find_model(place / "gone", "one"), Contains("--models FOLDER"));
}
