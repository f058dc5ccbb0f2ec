// A complete worker process with Wire as its processor; in tests the plugin starts it.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "ipc/segment.h"
#include "wire.h"
#include "worker/worker.h"
#include "worker_arguments.h"

namespace hemiola::worker {

// The real one needs the session and LibTorch.
std::unique_ptr<Processor> load_session(const std::string&, const std::string&, double, int, int) {
  throw std::logic_error("not linked here");
}

}  // namespace hemiola::worker

namespace {

// Model names with a special effect: "broken" can't be loaded, "hang" stops in the first frame,
// "crash" ends the process, "throws" fails in each frame, "hop-N" has frames of N samples, "half"
// is half as loud, "slow" takes a second to load, "gated" loads when a file PATH.open exists; any
// other name is a plain Wire.
struct Named : hemiola::test::Wire {
  Named(const std::string& name, int hop) : Wire(hop), name_(name) {}
  void encode(std::span<const hemiola::session::EncodeJob> jobs) override {
    if (name_ == "hang")
      for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
    if (name_ == "crash") std::abort();
    if (name_ == "throws") throw std::runtime_error("made to fail");
    Wire::encode(jobs);
    batches.clear();
  }
  void decode(std::span<const hemiola::session::DecodeJob> jobs) override {
    Wire::decode(jobs);
    if (name_ != "half") return;
    for (const auto& job : jobs)
      for (std::int64_t i = 0; i < geometry().timing.hop; ++i) {
        job.samples[i] *= 0.5f;
        job.tail[i] *= 0.5f;
      }
  }
  std::string name_;
};

std::unique_ptr<hemiola::worker::Processor> make(const std::string& path,
                                                 const hemiola::ipc::ServerFacts&, int) {
  const std::string name = std::filesystem::path(path).filename();
  if (name == "dead") std::_Exit(3);
  if (name == "broken") throw std::runtime_error("broken: this is no model file.");
  if (name == "slow") std::this_thread::sleep_for(std::chrono::seconds(1));
  while (name == "gated" && !std::filesystem::exists(path + ".open"))
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  int hop = Named::kHop;
  std::sscanf(name.c_str(), "hop-%d", &hop);
  return std::make_unique<Named>(name, hop);
}

// Starts as if that many frames had run, all late: HEMIOLA_TEST_FRAMES.
void begin_late(const hemiola::worker::WorkerOptions& options) {
  const char* frames = std::getenv("HEMIOLA_TEST_FRAMES");
  if (frames == nullptr) return;
  const auto segment = hemiola::ipc::Segment::open(options.segment, options.segment_file);
  auto& counters = segment.header().counters;
  for (auto* counter : {&counters.late_encoder, &counters.late_decoder, &counters.unsent,
                        &counters.frames, &counters.dropped})
    counter->store(std::strtoull(frames, nullptr, 10));
}

}  // namespace

int main(int count, char** arguments) {
  const auto options = hemiola::tests::read_arguments(count, arguments, {.model = "wire"});
  begin_late(options);
  return hemiola::worker::run_worker(options, make);
}
