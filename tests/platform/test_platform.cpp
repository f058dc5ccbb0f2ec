// What the rooms rely on of the system, in Linux's form and in POSIX's.
#include <arpa/inet.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "platform/platform.h"

using namespace hemiola::platform;
using namespace std::chrono_literals;

namespace {

bool readable(int file, int wait_ms = 0) {
  pollfd wait{file, POLLIN, 0};
  return poll(&wait, 1, wait_ms) == 1 && (wait.revents & POLLIN) != 0;
}

}  // namespace

TEST_CASE("A flag is up from the first raise until it is lowered, however often it was raised") {
  Flag flag;
  REQUIRE(flag.good());
  CHECK_FALSE(readable(flag.file()));
  for (int i = 0; i < 100000; ++i) flag.raise();  // more than a pipe holds: never waits
  CHECK(readable(flag.file()));
  flag.lower();
  CHECK_FALSE(readable(flag.file()));
  std::thread other([&] { flag.raise(); });
  CHECK(readable(flag.file(), 5000));
  other.join();
}

TEST_CASE("A flag's files don't go to other programs") {
  Flag flag;
  CHECK((fcntl(flag.file(), F_GETFD) & FD_CLOEXEC) != 0);
}

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
  struct stat facts {};
  REQUIRE(fstat(file, &facts) == 0);
  CHECK(facts.st_size == 100000);
  close(file);
  CHECK(reserve(file, 100000) != 0);
}

TEST_CASE("A child ends with its parent, or finds that it has another one") {
  // This process starts a parent that starts a child that lives as long as the pipe's other end.
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t parent = fork();
  if (parent == 0) {
    if (fork() == 0) {
      close(ends[0]);
      const pid_t mine = getppid();
      end_with(mine, SIGKILL);
      static_cast<void>(!write(ends[1], "1", 1));
      while (getppid() == mine) std::this_thread::sleep_for(1ms);  // what POSIX leaves to do
      _exit(0);
    }
    std::this_thread::sleep_for(200ms);
    _exit(0);
  }
  close(ends[1]);
  char byte = 0;
  CHECK(read(ends[0], &byte, 1) == 1);
  waitpid(parent, nullptr, 0);
  CHECK(readable(ends[0], 5000) == false);  // hung up, nothing more to read
  CHECK(read(ends[0], &byte, 1) == 0);
  close(ends[0]);
}

TEST_CASE("Cores are chosen where the system can, and refused where there are none such") {
  std::thread([] {
    CHECK_FALSE(run_on_cores({CPU_SETSIZE - 1}));
#ifdef HEMIOLA_LINUX
    CHECK(run_on_cores({0}));
    CHECK(sched_getcpu() == 0);
#endif
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
#ifdef HEMIOLA_LINUX
  CHECK(this_program().filename() == "test_platform");
  CHECK(std::filesystem::is_directory(shared_names()));
#else
  CHECK(this_program().empty());
  CHECK(shared_names().empty());
  std::error_code error;
  CHECK(std::filesystem::directory_iterator(shared_names(), error) ==
        std::filesystem::directory_iterator());
#endif
}

TEST_CASE("A refusal is told of where the system does, and never waited for") {
  const int client = socket(AF_INET, SOCK_DGRAM, 0);
  keep_from_children(client);
  ask_for_refusals(client);
  // A port that was just free.
  const int other = socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(bind(other, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(getsockname(other, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  close(other);
  sockaddr_in receiver{};
  CHECK_FALSE(next_refusal(client, receiver));
  sendto(client, "x", 1, kNoSignal, reinterpret_cast<sockaddr*>(&address), sizeof address);
  std::this_thread::sleep_for(50ms);
#ifdef HEMIOLA_LINUX
  CHECK(next_refusal(client, receiver));
  CHECK(receiver.sin_port == address.sin_port);
#endif
  CHECK_FALSE(next_refusal(client, receiver));
  close(client);
}
