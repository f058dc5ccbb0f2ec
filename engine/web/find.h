// Finds the workers that run on this machine, by their HTTP port.
#pragma once

namespace hemiola::web {

// Whether a worker answers at this HTTP port of this machine. Waits for a second at most.
bool worker_answers(int port);

}  // namespace hemiola::web
