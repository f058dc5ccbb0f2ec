// `hemiola worker` with a slow model: it takes HEMIOLA_TEST_HOPS_A_FRAME hops per frame, if set.
#include <cstdlib>
#include <string>

#include "../worker/worker_arguments.h"
#include "slow_processor.h"
#include "worker/session_processor.h"
#include "worker/worker.h"

int main(int count, char** arguments) {
  using namespace hemiola;
  const worker::WorkerOptions options = tests::read_arguments(count, arguments);
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
