// The plugin commands: /hemiola/start, stop, model, read, swap, free and report.
#pragma once

namespace hemiola::plugin {

// Registers the commands; called once, when the plugin is loaded. Arguments: see commands.cpp.
void define_commands();

}  // namespace hemiola::plugin
