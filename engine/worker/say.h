// Prints a message from the worker to the user, in the server's post window.
#pragma once

#include <cstdio>
#include <string>

namespace hemiola::worker {

inline void say(const std::string& sentence) {
  std::fprintf(stderr, "Hemiola worker: %s\n", sentence.c_str());
}

}  // namespace hemiola::worker
