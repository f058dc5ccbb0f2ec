// hemiola corpus: practice music with known chords, notes and drum hits; and the two demo pieces.
#include "corpus/corpus.h"

#include <cstdio>

#include "corpus/demo_pieces.h"
#include "programs/progress.h"
#include "programs/subcommands.h"

namespace hemiola::programs {
namespace {

struct Arguments {
  corpus::CorpusOptions options;
  std::filesystem::path pieces;
};

void run(const Arguments& a) {
  if (!a.pieces.empty()) {
    std::filesystem::create_directories(a.pieces);
    corpus::render_demo_pieces(a.pieces / "pads.wav", a.pieces / "break.wav", a.options.soundfont);
    std::fprintf(stderr, "%s: pads.wav and break.wav\n", a.pieces.c_str());
    return;
  }
  ProgressBar bar("rendering");
  const auto report = corpus::render_corpus(a.options, [&](int done, int total) {
    bar.show(static_cast<double>(done) / total,
             std::to_string(done) + " of " + std::to_string(total) + " clips");
  });
  std::fprintf(stderr, "%s: %d clips, %.1f minutes of music%s\n", a.options.out.c_str(),
               report.clips, report.seconds / 60,
               report.skipped
                   ? (", " + std::to_string(report.skipped) + " were there already").c_str()
                   : "");
}

}  // namespace

void add_corpus(CLI::App& app) {
  auto* command =
      app.add_subcommand("corpus", "Render practice music with known chords and onsets");
  auto a = std::make_shared<Arguments>();
  auto& o = a->options;
  auto* out = command->add_option("--out", o.out, "Folder to write the corpus into");
  auto* pieces = command->add_option("--pieces", a->pieces,
                                     "Folder to write the two demo pieces into, instead");
  out->excludes(pieces);
  command->add_option("--clips", o.clips, "Default 600")->check(CLI::Range(1, 1000000));
  command->add_option("--clip-seconds", o.clip_seconds, "Default 12")
      ->check(CLI::Range(2.0, 600.0));
  command->add_option("--seed", o.seed, "Same seed, same music (default 1)");
  command->add_option("--sample-rate", o.sample_rate, "Hertz (default 44100)")
      ->check(CLI::Range(22050.0, 96000.0));
  command->add_option("--part", o.part, "train (default), validation or unseen")
      ->check(CLI::IsMember({"train", "validation", "unseen"}));
  command->add_option("--soundfont", o.soundfont, "An .sf2 file (default: FluidR3_GM)");
  command->callback([a, out, pieces] {
    if (out->empty() && pieces->empty())
      throw CLI::RequiredError("--out FOLDER (or --pieces FOLDER)");
    run(*a);
  });
}

}  // namespace hemiola::programs
