// hemiola worker: the process that plays a server's frames; started by the plugin.
#include "worker/worker.h"

#include "model/model.h"
#include "programs/subcommands.h"

namespace hemiola::programs {

void add_worker(CLI::App& app) {
  auto* command = app.add_subcommand("worker", "Play the frames of a SuperCollider server");
  auto o = std::make_shared<worker::WorkerOptions>();
  command->add_option("--segment", o->segment, "Shared memory, as the server names it")->required();
  command->add_option("--parent", o->parent_pid, "End with this process (default: the server)");
  command->add_option("--segment-file", o->segment_file,
                      "The same as an inherited file descriptor (the plugin does)");
  command->add_option("--lifeline", o->lifeline,
                      "End when this file descriptor, a pipe, is closed (the plugin does)");
  command->add_option("--model", o->model, "Model file (default: the one that came along)");
  command->add_option("--device", o->device, "auto, cpu or cuda")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
  command->add_option("--osc-port", o->osc_port, "UDP port (default 57140; 0: no OSC)")
      ->check(CLI::Range(0, 65535));
  command
      ->add_option("--osc-ports", o->osc_ports,
                   "So many ports, from that one on, are tried until one is free (default 1)")
      ->check(CLI::Range(1, 1000));
  command
      ->add_option("--osc-bind", o->osc_bind,
                   "Address to listen on, IPv4 or IPv6 (default 127.0.0.1: this machine only; "
                   "0.0.0.0: every network)")
      ->envname("HEMIOLA_OSC_BIND");
  command
      ->add_option("--oscquery-port", o->oscquery_port,
                   "TCP port of OSCQuery, WebSockets and the console (default: the OSC port's "
                   "number; 0: none)")
      ->check(CLI::Range(0, 65535));
  command->add_option("--mapping", o->mapping,
                      "File that maps others' OSC messages (default: HEMIOLA_MAPPING, else "
                      "~/.config/hemiola/mapping.json)");
  command->add_option("--models", o->models,
                      "Folder of the models that OSC may ask for (default: the model's own)");
  command
      ->add_option("--threads", o->threads,
                   "That share a frame of more than 4 voices (default: the cores, up to 4)")
      ->check(CLI::Range(0, 64))
      ->envname("HEMIOLA_THREADS");
  command->add_option("--cores", o->cores, "Run on these alone, for instance 2,3 (default: any)")
      ->delimiter(',')
      ->check(CLI::Range(0, 4095))
      ->envname("HEMIOLA_CORES");
  command->callback([o] {
    // More threads speed up no frame of one voice, and occupy a core that the audio server needs.
    model::use_threads(1);
    if (const int status = worker::run_worker(*o); status != 0) throw CLI::RuntimeError(status);
  });
}

}  // namespace hemiola::programs
