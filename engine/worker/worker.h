// The worker process: attaches to a server's segment and plays its frames until the server ends.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "worker/processor.h"

namespace hemiola::worker {

// The plugin starts `hemiola worker --segment NAME --segment-file 3 --lifeline 0 [--model PATH]
// [--device NAME] [--osc-port N] [--osc-ports COUNT]`; by hand, --segment NAME is enough.
struct WorkerOptions {
  std::string segment;    // name as printed in the server's post window
  int segment_file = -1;  // inherited descriptor; -1: open by name
  int lifeline = -1;      // a pipe that the server closes as it ends (worker/lifeline.h); -1: none
  int parent_pid = 0;     // exit with this process; 0: with the server that created the segment
  std::string model;      // empty: the default model
  std::string device = "auto";
  int osc_port = 57140;  // 0: no OSC
  int osc_ports = 1;     // number of ports tried, from osc_port on
  std::string osc_bind = "127.0.0.1";
  int threads = 0;                // per frame; 0: as many as cores, up to 4
  std::vector<int> cores;         // cores to run on; empty: any
  int oscquery_port = -1;         // TCP; -1: the OSC port's number, 0: no OSCQuery
  std::filesystem::path mapping;  // mapping file; empty: mapping::default_place()
  std::filesystem::path models;   // folder of models for OSC; empty: the first model's
};

// Runs a worker; returns the program's exit status. Prints errors. Blocks SIGTERM and SIGINT in the
// calling thread, which must be the only one.
int run_worker(const WorkerOptions& options);

// The same with another source of processors than model files, for tests.
using MakeProcessor = std::function<std::unique_ptr<Processor>(
    const std::string& path, const ipc::ServerFacts&, int voices)>;
int run_worker(const WorkerOptions& options, const MakeProcessor& make);

}  // namespace hemiola::worker
