// The findings of `hemiola doctor`: for each check one sentence and, if needed, one remedy.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace hemiola::programs {

enum class Health { well, doubtful, broken };

struct Finding {
  std::string check;  // a word or two
  Health health = Health::well;
  std::string says;
  std::string remedy = {};  // empty if well
};
using Findings = std::vector<Finding>;

// Files: servers, plugins, classes and the mapping, where SuperCollider and Hemiola look for them.
Findings check_servers();
Findings check_plugins();
Findings check_classes();
Findings check_mapping();
// Whether this server (its name) accepts this plugin; empty if the server is not on the PATH.
Findings check_acceptance(const std::string& server, const std::filesystem::path& plugin);
// The machine: shared memory, ports, sound system, permissions, processor.
Findings check_shared_memory();
Findings check_stale_segments(bool mend);
Findings check_osc_port(int port);
Findings check_sound_system();
Findings check_rights();
Findings check_processor();

// Path of a program on the PATH, or empty.
std::filesystem::path find_program(const std::string& name);

}  // namespace hemiola::programs
