// The worker process: attaches to a server's segment and plays its frames until the server ends.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "worker/processor.h"

namespace hemiola::worker {

// The plugin starts `hemiola worker --segment NAME --segment-file 3 --orders 0 [--device NAME]
// [--osc-port N] [--osc-ports COUNT]
// [--osc-bind ADDRESS] [--oscquery-port N] [--mapping FILE] [--models FOLDER]`, which keeps a
// worker for it (worker/fork_server.h); by hand --orders is left out, and --model PATH names the
// model.
struct WorkerOptions {
  std::string segment;    // as the server names it in its post window
  int segment_file = -1;  // its inherited descriptor; -1: by name
  int orders = -1;        // file descriptor of a fork server's orders; -1: work at once, by hand
  int parent_pid = 0;     // end with this process; 0: with the server that made the segment
  std::string model;      // empty: the default one
  std::string device = "auto";
  int osc_port = 57140;  // 0: no OSC
  int osc_ports = 1;     // so many, from osc_port on, are tried until one is free
  std::string osc_bind = "127.0.0.1";
  int threads = 0;         // that share a frame of many voices; 0: as many as the cores, up to 4
  std::vector<int> cores;  // to run on; empty: any
  int oscquery_port = -1;  // TCP; -1: the OSC port's number, 0: no OSCQuery
  std::filesystem::path mapping;  // of others' messages; empty: mapping::default_place()
  std::filesystem::path models;   // the folder of models for OSC; empty: the first model's
};

// Returns the program's exit status. Prints its errors. Blocks SIGTERM and SIGINT in the calling
// thread, which must be the program's only one.
int run_worker(const WorkerOptions& options);

// The same with another source of processors than model files: tests.
using MakeProcessor = std::function<std::unique_ptr<Processor>(
    const std::string& path, const ipc::ServerFacts&, int voices)>;
int run_worker(const WorkerOptions& options, const MakeProcessor& make);

}  // namespace hemiola::worker
