// hemiola SUBCOMMAND: exit status 0, 1 (failed, with a message) or 2 (wrong arguments).
#include "programs/studio.h"
#include "programs/subcommands.h"

int main(int argc, char** argv) {
  using namespace hemiola::programs;
  if (const int status = run_in_studio(argc, argv); status != kNotInStudio) return status;
  CLI::App app{kAbout};
  add_play_commands(app);
  for (const StudioCommand& command : kStudioCommands)  // for the help
    app.add_subcommand(command.name, std::string(command.about) + " (hemiola-studio)");
  return run(app, argc, argv);
}
