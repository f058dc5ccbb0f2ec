// hemiola corpus: practice music with known chords, notes and drum hits; the two demo pieces.
#include "corpus/corpus.h"

#include <chrono>
#include <cmath>
#include <cstdio>

#include "corpus/demo_pieces.h"
#include "programs/progress.h"
#include "programs/subcommands.h"

namespace hemiola::programs {
namespace {

struct Arguments {
  corpus::CorpusOptions options;
  double hours = 0;  // 0: options.clips is the number of clips
  std::filesystem::path pieces;
};

// "12 of 600 clips, 0:02:10 left". Existing clips do not count for the speed.
class Forecast {
 public:
  std::string describe(int done, int total) {
    const auto now = std::chrono::steady_clock::now();
    std::string text = std::to_string(done) + " of " + std::to_string(total) + " clips";
    if (first_ < 0) {
      first_ = done;
      start_ = now;
    } else if (done > first_) {
      const double elapsed = std::chrono::duration<double>(now - start_).count();
      text += ", " + clock_text(elapsed * (total - done) / (done - first_)) + " left";
    }
    return text;
  }

 private:
  int first_ = -1;  // number of clips at the start
  std::chrono::steady_clock::time_point start_;
};

void run(const Arguments& a) {
  if (!a.pieces.empty()) {
    std::filesystem::create_directories(a.pieces);
    corpus::render_demo_pieces(a.pieces / "pads.wav", a.pieces / "break.wav", a.options.soundfont);
    std::fprintf(stderr, "%s: pads.wav and break.wav\n", a.pieces.c_str());
    return;
  }
  corpus::CorpusOptions options = a.options;
  if (a.hours > 0) {
    options.clips = static_cast<int>(std::ceil(a.hours * 3600 / options.clip_seconds));
  }
  ProgressBar bar("rendering");
  Forecast forecast;
  const auto report = corpus::render_corpus(options, [&](int done, int total) {
    bar.show(static_cast<double>(done) / total, forecast.describe(done, total));
  });
  for (const std::string& remark : report.remarks) std::fprintf(stderr, "%s\n", remark.c_str());
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
  auto* clips = command->add_option("--clips", o.clips, "Default 600, that is two hours")
                    ->check(CLI::Range(1, 1000000));
  command->add_option("--hours", a->hours, "Of music, in place of --clips")
      ->check(CLI::Range(0.01, 2000.0))
      ->excludes(clips);
  command->add_option("--clip-seconds", o.clip_seconds, "Default 12")
      ->check(CLI::Range(2.0, 600.0));
  command->add_option("--seed", o.seed, "Same seed, same music (default 1)");
  command->add_option("--sample-rate", o.sample_rate, "Hertz (default 44100)")
      ->check(CLI::Range(22050.0, 96000.0));
  command->add_option("--part", o.part, "train (default), validation or unseen")
      ->check(CLI::IsMember({"train", "validation", "unseen"}));
  command->add_option("--soundfont", o.soundfont,
                      "An .sf2 or .sf3 file for all clips (default: FluidR3_GM; the part train "
                      "draws from MuseScore_General too)");
  command->add_flag("--scattered-notes", o.scattered_notes,
                    "One to four notes at a time that have nothing to do with each other, in place "
                    "of music: to learn each note alone");
  command
      ->add_option("--twins", o.twins,
                   "How many times each clip is played again in another key (default 0)")
      ->check(CLI::Range(0, 24));
  command
      ->add_option("--twin-semitones", o.twin_semitones,
                   "Play each clip again these many semitones higher, in place of --twins")
      ->check(CLI::Range(-24.0, 24.0))
      ->expected(1, 97)
      ->excludes("--twins");
  command->add_option("--threads", o.threads, "Default: one a core")->check(CLI::Range(1, 256));
  command->callback([a, out, pieces] {
    if (out->empty() && pieces->empty())
      throw CLI::RequiredError("--out FOLDER (or --pieces FOLDER)");
    run(*a);
  });
}

}  // namespace hemiola::programs
