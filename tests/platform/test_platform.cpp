// The system functions that other rooms use.
#include <arpa/inet.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <thread>

#include "platform/platform.h"
#include "platform/udp.h"
#include "support/catch.h"

using namespace hemiola::platform;

TEST_CASE("A blocked signal is taken once, and none is made up") {
  sigset_t leaving, before;
  sigemptyset(&leaving);
  sigaddset(&leaving, SIGTERM);
  sigaddset(&leaving, SIGINT);
  pthread_sigmask(SIG_BLOCK, &leaving, &before);
  CHECK_FALSE(take_signal(leaving));
  for (const int each : {SIGTERM, SIGINT}) {
    kill(getpid(), each);
    CHECK(take_signal(leaving));
    CHECK_FALSE(take_signal(leaving));
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST_CASE("Reserved memory is as long as was asked, and refused where the file can't grow") {
  const std::string name = "/hemiola-test-" + std::to_string(getpid());
  const int file = shm_open(name.c_str(), O_CREAT | O_EXCL | O_RDWR, 0600);
  REQUIRE(file >= 0);
  shm_unlink(name.c_str());
  CHECK(reserve(file, 100000) == 0);
  struct stat facts{};
  REQUIRE(fstat(file, &facts) == 0);
  CHECK(facts.st_size == 100000);
  close(file);
  CHECK(reserve(file, 100000) != 0);
}

TEST_CASE("Cores are chosen where the system can, and refused where there are none such") {
  std::thread([] {
    CHECK_FALSE(run_on_cores({CPU_SETSIZE - 1}));
    CHECK(run_on_cores({0}));
    CHECK(sched_getcpu() == 0);
  }).join();
}

TEST_CASE("An ordinary priority is taken, whatever it was") {
  take_ordinary_priority();
  int policy = -1;
  sched_param parameters{};
  REQUIRE(pthread_getschedparam(pthread_self(), &policy, &parameters) == 0);
  CHECK(policy == SCHED_OTHER);
}

TEST_CASE(
    "The program knows its file, and where shared memory is listed, or says that it doesn't") {
  CHECK(this_program().filename() == "test_platform");
  CHECK(std::filesystem::is_directory(shared_names()));
}

// Sends to a local port that was just free; stores its address in `receiver`.
template <typename Address>
void check_refusal(Address receiver, bool v6) {
  const int family = v6 ? AF_INET6 : AF_INET;
  const int client = socket(family, SOCK_DGRAM, 0);
  keep_from_children(client);
  ask_for_refusals(client, v6);
  const int other = socket(family, SOCK_DGRAM, 0);
  auto* address = reinterpret_cast<sockaddr*>(&receiver);
  socklen_t size = sizeof receiver;
  REQUIRE(bind(other, address, size) == 0);
  REQUIRE(getsockname(other, address, &size) == 0);
  close(other);
  Address told{};
  size = sizeof told;
  CHECK_FALSE(next_refusal(client, reinterpret_cast<sockaddr*>(&told), size));
  sendto(client, "x", 1, kNoSignal, address, sizeof receiver);
  pollfd wait{client, 0, 0};
  REQUIRE(poll(&wait, 1, 5000) == 1);
  CHECK(next_refusal(client, reinterpret_cast<sockaddr*>(&told), size));
  CHECK(size == sizeof told);
  // The port is at the same offset in both address types.
  CHECK(reinterpret_cast<sockaddr_in*>(&told)->sin_port ==
        reinterpret_cast<sockaddr_in*>(&receiver)->sin_port);
  CHECK_FALSE(next_refusal(client, reinterpret_cast<sockaddr*>(&told), size));
  close(client);
}

TEST_CASE("A refusal is told of where the system does, and never waited for") {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check_refusal(address, false);
}

TEST_CASE("A refusal by IPv6 is told of, too") {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  const int attempt = socket(AF_INET6, SOCK_DGRAM, 0);
  const bool there = bind(attempt, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(attempt);
  if (!there) {
    WARN("this machine has no IPv6");
    return;
  }
  check_refusal(address, true);
}
