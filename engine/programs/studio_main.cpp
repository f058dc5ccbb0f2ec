// hemiola-studio SUBCOMMAND: as hemiola, with LibTorch.
#include "networks/torch_player.h"
#include "programs/studio.h"
#include "programs/subcommands.h"

int main(int argc, char** argv) {
  using namespace hemiola::programs;
  hemiola::networks::offer_torch();
  CLI::App app{kAbout};
  add_play_commands(app);
  add_train(app);
  add_corpus(app);
  add_evaluate(app);
  add_bench(app);
  add_gpu(app);
  return run(app, argc, argv);
}
