// A server for a third-party client: prints its port, then each command, until stdin ends.
#include <poll.h>
#include <unistd.h>

#include <cstdio>

#include "osc/server.h"

int main() {
  using namespace hemiola;
  osc::Server server({.port = 0, .voices = 8});
  server.publish({.ready = true, .sample_rate_hz = 48000, .hop_samples = 512, .voices = 8});
  std::printf("port %d\n", server.port());
  std::fflush(stdout);
  for (;;) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    char byte;
    if (poll(&input, 1, 2) > 0 && read(STDIN_FILENO, &byte, 1) <= 0) return 0;
    osc::Order command;
    while (server.poll(command)) {
      if (const auto& snapshot = command.snapshot;
          snapshot.what != osc::SnapshotOrder::What::none) {
        std::printf("snapshot order %d %s\n", static_cast<int>(snapshot.what),
                    snapshot.text.data());
        std::fflush(stdout);
        continue;
      }
      std::printf("voice %d part %d verb %d value %g weight %g\n", command.voice,
                  static_cast<int>(command.part), static_cast<int>(command.verb),
                  static_cast<double>(command.value), static_cast<double>(command.weight));
      std::fflush(stdout);
    }
  }
}
