// `hemiola worker` with a slow model: it takes HEMIOLA_TEST_HOPS_A_FRAME hops per frame, if set.
#include <cstdlib>
#include <string>

#include "slow_processor.h"
#include "worker/session_processor.h"
#include "worker/worker.h"

int main(int count, char** arguments) {
  using namespace hemiola;
  worker::WorkerOptions options;
  for (int i = 2; i + 1 < count; i += 2) {
    const std::string name = arguments[i];
    const char* value = arguments[i + 1];
    if (name == "--segment") options.segment = value;
    if (name == "--segment-file") options.segment_file = std::atoi(value);
    if (name == "--orders") options.orders = std::atoi(value);
    if (name == "--model") options.model = value;
    if (name == "--osc-port") options.osc_port = std::atoi(value);
    if (name == "--osc-ports") options.osc_ports = std::atoi(value);
  }
  return worker::run_worker(options,
                            [](const std::string& path, const ipc::ServerFacts& server,
                               int voices) -> std::unique_ptr<worker::Processor> {
                              auto session =
                                  worker::load_session(path, "cpu", server.sample_rate, voices, 1);
                              const char* hops = std::getenv("HEMIOLA_TEST_HOPS_A_FRAME");
                              if (hops == nullptr || std::atof(hops) <= 0) return session;
                              return std::make_unique<tests::SlowProcessor>(
                                  std::move(session), std::atof(hops), server.sample_rate);
                            });
}
