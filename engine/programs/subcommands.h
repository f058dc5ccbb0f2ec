// The subcommands of hemiola and hemiola-studio. Each adds its options and runs as a CLI11
// callback.
#pragma once

#include <CLI/CLI.hpp>

namespace hemiola::programs {

void add_bench(CLI::App& app);
void add_chords(CLI::App& app);
void add_console(CLI::App& app);
void add_corpus(CLI::App& app);
void add_decode(CLI::App& app);
void add_doctor(CLI::App& app);
void add_encode(CLI::App& app);
void add_evaluate(CLI::App& app);
void add_gpu(CLI::App& app);
void add_info(CLI::App& app);
void add_latents(CLI::App& app);
void add_page(CLI::App& app);
void add_picture(CLI::App& app);
void add_remix(CLI::App& app);
void add_train(CLI::App& app);
void add_worker(CLI::App& app);

// All but those of hemiola-studio alone (studio.h).
void add_play_commands(CLI::App& app);
// Parses and runs; returns the exit status.
int run(CLI::App& app, int argc, char** argv);

}  // namespace hemiola::programs
