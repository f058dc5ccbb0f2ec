// The plugin commands: /hemiola/start, /hemiola/stop, /hemiola/model, /hemiola/report.
#pragma once

namespace hemiola::plugin {

void define_commands();

}  // namespace hemiola::plugin
