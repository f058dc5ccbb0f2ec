// The subcommands of both programs, and how a program runs them.
#include <cstdio>
#include <exception>

#include "programs/subcommands.h"

namespace hemiola::programs {

void add_play_commands(CLI::App& app) {
  app.require_subcommand(1);
  app.set_version_flag("--version", HEMIOLA_VERSION);
  add_worker(app);
  add_console(app);
  add_remix(app);
  add_chords(app);
  add_encode(app);
  add_decode(app);
  add_latents(app);
  add_picture(app);
  add_page(app);
  add_info(app);
  add_doctor(app);
}

int run(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::RuntimeError& error) {
    return error.get_exit_code();  // the subcommand has printed its message
  } catch (const CLI::RequiredError& error) {
    const auto unknown = app.remaining();
    if (!app.get_subcommands().empty() || unknown.empty()) return app.exit(error) == 0 ? 0 : 2;
    std::fprintf(stderr, "hemiola: there is no subcommand \"%s\"; hemiola --help lists them\n",
                 unknown.front().c_str());
    return 2;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hemiola: %s\n", error.what());
    return 1;
  }
  return 0;
}

}  // namespace hemiola::programs
