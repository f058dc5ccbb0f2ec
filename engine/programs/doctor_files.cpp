// Doctor checks of files: plugins, classes, the worker and the mapping.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "mapping/file.h"
#include "platform/platform.h"
#include "programs/doctor.h"

namespace hemiola::programs {
namespace {

namespace fs = std::filesystem;
using Paths = std::vector<fs::path>;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

// A user folder: the value of the variable, or else a path in the home folder.
fs::path user_folder(const char* variable, const char* below_home) {
  if (!environment(variable).empty()) return environment(variable);
  return environment("HOME").empty() ? fs::path() : fs::path(environment("HOME")) / below_home;
}

fs::path user_extensions() {
  return user_folder("XDG_DATA_HOME", ".local/share") / "SuperCollider/Extensions";
}

// Installation prefix of the SuperCollider to which the program belongs.
fs::path prefix_of(const std::string& program) {
  const fs::path path = find_program(program);
  return path.empty() ? fs::path("/usr") : path.parent_path().parent_path();
}

Paths plugin_folders() {
  const fs::path prefix = prefix_of("scsynth");
  return {prefix / "lib/SuperCollider/plugins", prefix / "share/SuperCollider/Extensions",
          user_extensions()};
}

// includePaths in sclang's settings: the list items ("- ") below that key.
Paths included_folders() {
  Paths folders;
  std::ifstream file(user_folder("XDG_CONFIG_HOME", ".config") / "SuperCollider/sclang_conf.yaml");
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    const std::size_t dash = line.find("- ");
    if (line.find(':') != std::string::npos && dash == std::string::npos)
      inside = line.starts_with("includePaths:");
    else if (inside && dash != std::string::npos)
      folders.emplace_back(line.substr(dash + 2));
  }
  return folders;
}

Paths class_folders() {
  Paths folders = included_folders();
  folders.push_back(prefix_of("sclang") / "share/SuperCollider/Extensions");
  folders.push_back(user_extensions());
  return folders;
}

// All files with this name in the folders and their subfolders; links to one file count once.
Paths find_below(const Paths& folders, const std::string& name) {
  Paths found;
  for (const fs::path& folder : folders) {
    std::error_code error;
    const auto options = fs::directory_options::follow_directory_symlink |
                         fs::directory_options::skip_permission_denied;
    fs::recursive_directory_iterator at(folder, options, error), end;
    for (; !error && at != end; at.increment(error)) {
      if (at.depth() > 6) at.disable_recursion_pending();
      if (at->path().filename() != name) continue;
      const fs::path real = fs::canonical(at->path(), error);
      if (std::find(found.begin(), found.end(), real) == found.end()) found.push_back(real);
    }
  }
  return found;
}

std::string listed(const Paths& paths) {
  std::string text;
  for (const fs::path& path : paths) text += (text.empty() ? "" : ", ") + path.string();
  return text;
}

// Suggests linking what is installed next to this program to where SuperCollider looks.
std::string remedy_for(const std::string& check, const char* below_prefix) {
  const fs::path beside = platform::this_program().parent_path().parent_path() / below_prefix;
  std::error_code error;
  if (fs::exists(beside, error))
    return "mkdir -p " + user_extensions().string() + " && ln -s " + beside.string() + " " +
           (user_extensions() / ("hemiola-" + check)).string();
  return "Install again: cmake --install build/release --prefix " + prefix_of("scsynth").string();
}

Finding check_copies(const std::string& check, const std::string& name, const Paths& folders,
                     const char* below_prefix) {
  const Paths found = find_below(folders, name);
  if (found.size() == 1) return {check, Health::well, found[0].string()};
  if (found.empty())
    return {check, Health::broken, "there is no " + name + " in " + listed(folders) + ".",
            remedy_for(check, below_prefix)};
  return {check, Health::broken, "there are several: " + listed(found) + ".",
          "Remove all but one of them."};
}

// The worker that this plugin would start; must match the plugin's own search.
fs::path worker_of(const fs::path& plugin) {
  const auto runnable = [](const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path, error) && access(path.c_str(), X_OK) == 0;
  };
  if (const std::string named = environment("HEMIOLA_WORKER"); !named.empty())
    return runnable(named) ? fs::path(named) : fs::path();
  for (fs::path folder = plugin.parent_path(); folder != folder.root_path();
       folder = folder.parent_path())
    if (runnable(folder / "bin/hemiola")) return folder / "bin/hemiola";
  return find_program("hemiola");
}

Finding check_worker(const fs::path& plugin) {
  const fs::path worker = worker_of(plugin);
  if (worker.empty())
    return {
        "worker", Health::broken,
        "the plugin finds no program hemiola, neither in bin/ above " + plugin.string() +
            " nor on the PATH" +
            (environment("HEMIOLA_WORKER").empty() ? "." : ", for HEMIOLA_WORKER names none."),
        "Set HEMIOLA_WORKER to " + platform::this_program().string() + ", or put it on the PATH."};
  std::error_code error;
  if (fs::equivalent(worker, platform::this_program(), error))
    return {"worker", Health::well, worker.string()};
  return {"worker", Health::doubtful,
          "the plugin starts " + worker.string() + ", and this is " +
              platform::this_program().string() + ".",
          "Remove the older one, or run the doctor of the other: " + worker.string() + " doctor"};
}

}  // namespace

fs::path find_program(const std::string& name) {
  std::istringstream folders(environment("PATH"));
  for (std::string folder; std::getline(folders, folder, ':');)
    if (const fs::path path = fs::path(folder) / name; access(path.c_str(), X_OK) == 0) return path;
  return {};
}

Findings check_servers() {
  Findings findings;
  for (const auto& [program, package] : {std::pair{"scsynth", "supercollider-server"},
                                         {"sclang", "supercollider-language"},
                                         {"supernova", "supercollider-supernova"}}) {
    const fs::path path = find_program(program);
    const bool needed = std::string(program) == "scsynth";
    if (!path.empty())
      findings.push_back({program, Health::well, path.string()});
    else
      findings.push_back({program, needed ? Health::broken : Health::doubtful,
                          "it is not on the PATH.",
                          std::string("If you want it: apt install ") + package});
  }
  return findings;
}

Findings check_plugins() {
  constexpr const char* kInstalled = "lib/SuperCollider/plugins/Hemiola";
  const Finding plugin = check_copies("plugin", "Hemiola.so", plugin_folders(), kInstalled);
  Findings findings = {plugin};
  const auto add_acceptance = [&findings](const std::string& server, const Finding& found) {
    if (found.health != Health::well) return;
    for (const Finding& finding : check_acceptance(server, found.says)) findings.push_back(finding);
  };
  add_acceptance("scsynth", plugin);
  if (!find_program("supernova").empty()) {
    findings.push_back(
        check_copies("supernova plugin", "Hemiola_supernova.so", plugin_folders(), kInstalled));
    add_acceptance("supernova", findings.back());
  }
  if (plugin.health == Health::well) findings.push_back(check_worker(plugin.says));
  return findings;
}

Findings check_classes() {
  if (find_program("sclang").empty()) return {};
  return {check_copies("classes", "Hemiola.sc", class_folders(),
                       "share/SuperCollider/Extensions/Hemiola")};
}

Findings check_mapping() {
  const fs::path place = mapping::default_place();
  std::error_code error;
  if (place.empty() || !fs::exists(place, error)) return {};
  try {
    constexpr int kVoices = 8;  // the worker's default
    const auto mappings = mapping::read_mappings(mapping::read_text(place), kVoices);
    return {{"mapping", Health::well,
             place.string() + ": " + std::to_string(mappings.size()) + " mappings."}};
  } catch (const mapping::Broken& broken) {
    return {{"mapping", Health::broken, place.string() + ", " + broken.what(),
             "Mend that file; a worker that runs reads it again by itself."}};
  }
}

}  // namespace hemiola::programs
