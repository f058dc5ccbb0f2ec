// hemiola evaluate: measures of a model, with ceilings, chance, targets and rivals.
#include "evaluation/evaluate.h"

#include <chrono>
#include <cstdio>
#include <fstream>
#include <limits>
#include <stdexcept>

#include "listening/listen.h"
#include "listening/real_music.h"
#include "measures/measure.h"
#include "modelfile/default_model.h"
#include "picture/measures.h"
#include "platform/platform.h"
#include "programs/progress.h"
#include "programs/subcommands.h"

namespace hemiola::programs {
namespace {

struct Arguments {
  std::filesystem::path model, paper, corpus, cache, picture, ranges, music, loops;
  std::string part = "unseen";
  double clip_seconds = 0;
  int clips = 0, train_clips = 0, font_clips = -1, sound_pairs = -1, steps = 0;
  bool quick = false, json = false, sound = false;
};

evaluation::EvaluateOptions options_of(const Arguments& a) {
  auto options = a.quick ? evaluation::quick_options() : evaluation::EvaluateOptions{};
  options.part = a.part;
  options.corpus = a.corpus;
  if (!a.cache.empty()) options.cache = a.cache;
  if (a.clip_seconds > 0) options.clip_seconds = a.clip_seconds;
  if (a.clips > 0) options.clips = a.clips;
  if (a.train_clips > 0) options.train_clips = a.train_clips;
  if (a.font_clips >= 0) options.font_clips = a.font_clips;
  if (a.sound_pairs >= 0) options.sound_pairs = a.sound_pairs;
  if (a.steps > 0) options.transcriber.chord_steps = options.transcriber.onset_steps = a.steps;
  return options;
}

listening::ListenOptions listen_options_of(const Arguments& a) {
  listening::ListenOptions options;
  options.part = a.part;
  options.corpus = a.corpus;
  if (!a.cache.empty()) options.cache = a.cache;
  if (a.quick) options.clips = 4;
  if (a.clips > 0) options.clips = a.clips;
  if (a.clip_seconds > 0) options.clip_seconds = a.clip_seconds;
  return options;
}

void draw(const measures::Evaluation& evaluation, const Arguments& a) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  std::vector<picture::MeasureBar> bars;
  for (const auto& m : evaluation.measures) {
    picture::MeasureBar bar{m.unit.empty() ? m.name : m.name + ", " + m.unit,
                            m.group,
                            m.value.value_or(kNone),
                            m.ceiling.value_or(kNone),
                            m.chance.value_or(kNone),
                            m.target_value().value_or(kNone),
                            m.higher_is_better(),
                            m.met().value_or(true),
                            {}};
    for (const auto& [name, rival] : m.rivals)
      bar.rivals.emplace_back(name, rival.value.value_or(kNone));
    bars.push_back(std::move(bar));
  }
  picture::draw_measures(bars, "hemiola evaluate", a.picture);
}

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) throw std::runtime_error(path.string() + ": can't be written; does its folder exist?");
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void tell(measures::Evaluation& result, const Arguments& a, const std::filesystem::path& model,
          int clips, double seconds) {
  result.settings["model"] = model.string();
  result.settings["part"] = a.part;
  result.settings["clips"] = std::to_string(clips);
  result.settings["seconds"] = std::to_string(static_cast<long>(seconds));
  if (!a.paper.empty()) result.settings["paper"] = a.paper.string();
  if (!a.picture.empty()) draw(result, a);
  std::fputs((a.json ? to_json(result) : to_table(result)).c_str(), stdout);
  if (!a.json) std::printf("%s, judged in %s\n", model.c_str(), clock_text(seconds).c_str());
}

void run_sound(const Arguments& a, const std::filesystem::path& path) {
  const auto start = std::chrono::steady_clock::now();
  const auto options = listen_options_of(a);
  measures::Evaluation result;
  {
    ProgressBar bar("listening");
    result = listening::listen(
        model::Model::load(path, "cpu"), options,
        [&](double fraction, const std::string& what) { bar.show(fraction, what); });
  }
  tell(result, a, path, options.clips, seconds_since(start));
}

void run_music(const Arguments& a, const std::filesystem::path& path) {
  const auto start = std::chrono::steady_clock::now();
  listening::MusicOptions options{a.music, a.loops, a.clips};
  if (a.quick && a.clips == 0) options.clips = 8;
  if (a.clip_seconds > 0) options.clip_seconds = a.clip_seconds;
  measures::Evaluation result;
  {
    ProgressBar bar("listening");
    result = listening::judge_music(
        model::Model::load(path, "cpu"), options,
        [&](double fraction, const std::string& what) { bar.show(fraction, what); });
  }
  tell(result, a, path, std::stoi(result.settings["clips of music"]), seconds_since(start));
}

void run(const Arguments& a) {
  // Large tensors of equal sizes are allocated repeatedly; returning them to the system each time
  // took a quarter of the run time.
  platform::keep_freed_memory();
  const auto path = a.model.empty() ? modelfile::default_model() : a.model;
  if (a.sound) return run_sound(a, path);
  if (!a.music.empty()) return run_music(a, path);
  const auto start = std::chrono::steady_clock::now();
  auto options = options_of(a);
  if (!a.paper.empty()) options.paper = model::Model::load(a.paper, "cpu");
  evaluation::Outcome outcome;
  {
    ProgressBar bar("evaluating");
    outcome = evaluation::evaluate(
        model::Model::load(path, "cpu"), options,
        [&](double fraction, const std::string& what) { bar.show(fraction, what); });
  }
  if (!a.ranges.empty()) write(a.ranges, evaluation::to_json(outcome.ranges));
  tell(outcome.evaluation, a, path, options.clips, seconds_since(start));
}

}  // namespace

void add_evaluate(CLI::App& app) {
  auto* command = app.add_subcommand("evaluate", "Measure what a model can do");
  auto a = std::make_shared<Arguments>();
  command->add_option("MODEL,--model", a->model, "Model file (default: the one that came along)");
  command->add_flag("--quick", a->quick, "Fewer clips and shorter training: to compare models by");
  command->add_flag("--sound", a->sound,
                    "Judge the sound instead, against Griffin-Lim, phase integration and median "
                    "filtering (default 24 clips, quick 4)");
  command->add_option("--music", a->music,
                      "Judge on this folder of any music instead, from the sound (one clip of "
                      "every file; quick 8 of them)");
  command->add_option("--loops", a->loops,
                      "With --music: a folder of drum loops to cross it with (default: those of "
                      "Debian's package sonic-pi-samples)");
  command->add_flag("--json", a->json, "Print as JSON");
  command->add_option("--picture", a->picture, "Draw the measures into this .png");
  command->add_option("--ranges", a->ranges,
                      "Write each latent channel's range (5 to 95 %) into this JSON file");
  command->add_option("--paper", a->paper, "A trained model of the paper preset, as a rival");
  command->add_option("--part", a->part, "unseen (default) or validation: the music to judge on")
      ->check(CLI::IsMember({"unseen", "validation"}));
  command->add_option("--corpus", a->corpus,
                      "A folder that hemiola corpus rendered, with twins, to judge on instead");
  command->add_option("--cache", a->cache,
                      "Folder for what is rendered and trained once (default: ~/.cache/hemiola)");
  command->add_option("--clips", a->clips, "Clips to judge on (default 48, quick 16)")
      ->check(CLI::Range(2, 10000));
  command->add_option("--clip-seconds", a->clip_seconds, "Length of rendered clips (default 12)")
      ->check(CLI::Range(4.0, 600.0));
  command
      ->add_option("--train-clips", a->train_clips,
                   "Clips that predictors learn from (default 120, quick 48)")
      ->check(CLI::Range(2, 10000));
  command
      ->add_option("--font-clips", a->font_clips,
                   "Clips with other instruments (default 24, quick 8; 0: none)")
      ->check(CLI::Range(0, 10000));
  command
      ->add_option("--sound-pairs", a->sound_pairs,
                   "Pairs of clips judged from their sound too (default 8, quick 2; 0: none)")
      ->check(CLI::Range(0, 10000));
  command->add_option("--steps", a->steps, "Training steps of each predictor")
      ->check(CLI::Range(1, 100000));
  command->callback([a] { run(*a); });
}

}  // namespace hemiola::programs
