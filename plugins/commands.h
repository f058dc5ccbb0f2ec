// The plugin commands: /hemiola/start, stop, model, read, swap, free and report.
#pragma once

namespace hemiola::plugin {

void define_commands();

}  // namespace hemiola::plugin
