// Hands what only hemiola-studio can do over to it.
#pragma once

#include <array>

namespace hemiola::programs {

inline constexpr char kAbout[] =
    "Hemiola takes music apart into harmony and rhythm, and puts it together in new ways.";

struct StudioCommand {
  const char *name, *about;
};
inline constexpr std::array<StudioCommand, 5> kStudioCommands = {
    {{"train", "Train a model on a folder of music"},
     {"corpus", "Render practice music with known chords and onsets"},
     {"evaluate", "Measure what a model can do"},
     {"bench", "Time the parts of a frame, in ms, as JSON (scripts/bench measures all)"},
     {"gpu", "Compare a GPU with the CPU, and time its frames (scripts/gpu-check measures all)"}}};

inline constexpr int kNotInStudio = -1;

// Becomes hemiola-studio, the program beside this one, for a command of its own, for --device cuda,
// and for a model on a machine with a GPU. Returns kNotInStudio if this program can run the command
// itself, else a status after a message: the program is missing.
int run_in_studio(int argc, char** argv);

}  // namespace hemiola::programs
