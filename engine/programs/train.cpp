// hemiola train: trains a model on any folder of music.
#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

#include "corpus/corpus.h"
#include "evaluation/clips.h"
#include "platform/platform.h"
#include "programs/checks.h"
#include "programs/outputs.h"
#include "programs/progress.h"
#include "programs/subcommands.h"
#include "programs/train_options.h"
#include "programs/training_display.h"
#include "programs/training_record.h"

namespace hemiola::programs {
namespace {

std::atomic<bool> stop_requested{false};
std::atomic<int> stop_signal{0};

constexpr double kAdaptationFrames = 1e6;  // for adapting a trained model to one album
constexpr double kAdaptationRate = 5e-4;

// Combines the switches. An adaptation has fewer frames and a lower learning rate.
training::TrainOptions resolve_options(const TrainArguments& a, const CLI::App& command) {
  training::TrainOptions options = a.options;
  if (a.own_method && (a.preset != "paper" || a.published_method))
    throw std::runtime_error(
        "--own-method is for --preset paper, without --published-method; the default preset has it "
        "already");
  if (a.sound_only && options.from.empty())
    throw std::runtime_error(
        "--sound-only needs --from MODEL: the model that is to learn to sound");
  if (a.sound_only && options.keep > 0)
    throw std::runtime_error("--keep is for the latents, and --sound-only leaves them as they are");
  if (!options.shares.empty() && options.shares.size() != options.audio.size())
    throw std::runtime_error("--shares has " + std::to_string(options.shares.size()) +
                             " numbers for " + std::to_string(options.audio.size()) +
                             " folders of --audio; give one for each");
  if (a.preset == "paper") options.preset = modelfile::Preset::paper;
  if (a.preset == "paper" || a.published_method) {
    options.weights = training::published_weights();
    options.weights.hold = a.own_method;
    options.examples.whole_mix = !a.own_method;
  }
  if (a.no_hold) options.weights.hold = false;
  if (a.move_percussion) options.examples.whole_mix = true;
  if (options.from.empty()) return options;
  if (command["--frames"]->empty()) options.frames = kAdaptationFrames;
  if (command["--learning-rate"]->empty()) options.learning_rate = kAdaptationRate;
  return options;
}

// Exits like a program ended by a signal, so that "train && next" does not continue.
[[noreturn]] void end_stopped() { throw CLI::RuntimeError(128 + stop_signal); }

// Practice music beside the one folder that a model is adapted to, rendered once and kept.
void add_practice(const TrainArguments& arguments, training::TrainOptions& options) {
  if (options.from.empty() || options.audio.size() != 1 || !options.shares.empty() ||
      options.preset != modelfile::Preset::pitch || arguments.practice_share <= 0)
    return;
  const auto& cache = arguments.notes.cache;
  corpus::CorpusOptions practice;
  practice.twins = 2;
  practice.out = (cache.empty() ? evaluation::default_cache() : cache) /
                 ("practice-v" + std::to_string(corpus::composer_version()));
  practice.clips =
      static_cast<int>(std::ceil(arguments.practice_minutes * 60 / practice.clip_seconds));
  try {
    ProgressBar bar("rendering practice music");
    corpus::render_corpus(practice, [&](int done, int total) {
      if (stop_requested) end_stopped();
      bar.show(static_cast<double>(done) / total,
               std::to_string(done) + " of " + std::to_string(total) + " clips");
    });
  } catch (const CLI::Error&) {  // stopped
    throw;
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string(error.what()) +
                             " (This is the practice music beside the album; remove that folder to "
                             "render it again, or go without by --practice 0.)");
  }
  options.audio.push_back(practice.out);
  options.shares = {1 - arguments.practice_share, arguments.practice_share};
}

nlohmann::json as_json(const training::TrainResult& result) {
  return {{"steps", result.last.steps},
          {"first_loss", result.first_loss},
          {"loss", result.last.loss},
          {"error_nats", result.last.error_nats},
          {"harmony_kl", result.last.harmony_kl},
          {"rhythm_kl", result.last.rhythm_kl},
          {"drums_in_harmony", result.last.drums_in_harmony},
          {"smoothness", result.last.smoothness},
          {"skipped_files", result.skipped}};
}

nlohmann::json as_json(const training::SoundProgress& p) {
  return {{"steps", p.steps},
          {"loss", p.loss},
          {"distance_db", p.distance_db},
          {"convergence", p.convergence},
          {"bands_nats", p.bands_nats}};
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// First stage: latents and bands. Empty if stopped.
std::optional<nlohmann::json> learn_music(const training::TrainOptions& options,
                                          training::Ranks& ranks) {
  const auto start = std::chrono::steady_clock::now();
  training::TrainResult result;
  {
    TrainingDisplay display;
    result = training::train(options, display.listener(), &stop_requested, &ranks);
  }
  if (!ranks.first())
    return result.finished ? std::optional(nlohmann::json::object()) : std::nullopt;
  if (!result.finished) {
    const std::string where = result.last.steps > 0 ? "at step " + std::to_string(result.last.step)
                                                    : "while the music was prepared";
    std::fprintf(stderr, "stopped %s; the same command with --resume continues\n", where.c_str());
    return {};
  }
  save_with_record(*result.model, options, result, seconds_since(start));
  std::fprintf(
      stderr, "%s is trained: error %.3f nats%s, %.1f minutes%s; curves and examples: %s.run\n",
      options.out.c_str(), result.last.error_nats,
      options.keep > 0 ? " before it was averaged" : "", seconds_since(start) / 60,
      result.skipped ? (", " + std::to_string(result.skipped) + " files skipped").c_str() : "",
      options.out.c_str());
  if (result.model->config().note_map)
    std::fprintf(stderr,
                 "its map from notes to harmony is still that of %s; fit it again: hemiola train "
                 "--notes-only --from %s --out %s\n",
                 options.from.c_str(), options.out.c_str(), options.out.c_str());
  return as_json(result);
}

// Second stage: bands to sound. Empty if stopped.
std::optional<nlohmann::json> learn_sound(const TrainArguments& arguments,
                                          const training::TrainOptions& options,
                                          training::Ranks& ranks) {
  training::SoundOptions how = arguments.sound;
  how.audio = options.audio;
  how.shares = options.shares;
  how.run = options.out.string() + ".run";
  how.resume = options.resume;
  how.batch = options.batch;
  how.seed = options.examples.seed;
  how.save_seconds = options.save_seconds;
  how.threads = options.threads;
  const auto start = std::chrono::steady_clock::now();
  auto model =
      model::Model::load(arguments.sound_only ? options.from : options.out, options.device);
  const std::string record = model->config().record;
  training::SoundResult result;
  {
    TrainingDisplay display;
    result = training::train_sound(model, how, display.sound_listener(), &stop_requested, &ranks);
  }
  if (!ranks.first())
    return result.finished ? std::optional(nlohmann::json::object()) : std::nullopt;
  if (!result.finished) {
    std::fprintf(stderr,
                 "stopped at step %ld of the sound's training; the same command with --resume "
                 "continues\n",
                 result.last.step);
    return {};
  }
  save_with_sound_record(*model, options.out, record, how, result, seconds_since(start));
  std::fprintf(stderr, "%s sounds: distance %.2f dB, %.1f minutes; curves: %s.run/sound\n",
               options.out.c_str(), result.last.distance_db, seconds_since(start) / 60,
               options.out.c_str());
  return as_json(result.last);
}

// Throws if a checkpoint exists and neither --resume nor --restart is given, so no run gets lost.
void guard_run(const training::TrainOptions& options, bool restart) {
  const std::filesystem::path run = options.out.string() + ".run";
  if (restart) return training::forget_run(run);
  if (options.resume) return;
  const auto [music, sound] = training::state_of_run(run);
  if (!music && !sound) return;
  throw std::runtime_error(run.string() + ": there is a checkpoint at step " +
                           std::to_string(sound ? *sound : *music) +
                           (sound ? " of the sound network" : "") +
                           "; --resume continues it, --restart drops it and begins again");
}

void check_arguments(const TrainArguments& arguments, const training::TrainOptions& options) {
  if (options.audio.empty()) throw CLI::RequiredError("--audio");
  check_output(options.out);
  if (options.resume && arguments.restart)
    throw std::runtime_error("--resume and --restart are opposites; give one of them");
  for (const auto& folder : options.audio)
    if (!std::filesystem::exists(folder))
      throw std::runtime_error(folder.string() + ": there is no such folder; check the path.");
  guard_run(options, arguments.restart);
}

void run_notes_only(const TrainArguments& arguments) {
  if (arguments.options.from.empty())
    throw std::runtime_error("--notes-only needs --from MODEL: the model that is to know notes");
  if (arguments.options.keep > 0)
    throw std::runtime_error("--keep is for the latents, and --notes-only leaves them as they are");
  NotesOptions notes = arguments.notes;
  notes.from = arguments.options.from;
  notes.out = arguments.options.out;
  fit_notes(notes);
}

void run(const TrainArguments& arguments, const CLI::App& command) {
  if (arguments.notes_only) return run_notes_only(arguments);
  // The C library would return the large tensors of each step to the system and have them cleared
  // again, which takes two thirds of the time (526 instead of 1470 frames per second).
  platform::keep_freed_memory();
  training::TrainOptions options = resolve_options(arguments, command);
  training::Ranks ranks(training::rank_place(), options.device);
  // What the first rank alone does, the others wait for: checks, practice music, the first stage's
  // file.
  if (ranks.first()) check_arguments(arguments, options);
  for (const int each : {SIGINT, SIGTERM})
    std::signal(each, [](int number) {
      stop_signal = number;
      stop_requested = true;
    });

  if (!ranks.first() && !ranks.wait_for_first(&stop_requested)) end_stopped();
  add_practice(arguments, options);
  if (ranks.first()) ranks.wait_for_first();

  const auto start = std::chrono::steady_clock::now();
  nlohmann::json told = nlohmann::json::object();
  const bool is_half_way =
      options.resume && training::state_of_run(options.out.string() + ".run").sound;
  if (!arguments.sound_only && !is_half_way) {
    const auto music = learn_music(options, ranks);
    if (!music) end_stopped();
    told = *music;
  }
  if (is_half_way && options.keep > 0 && ranks.first())
    std::fprintf(stderr,
                 "--keep changes nothing here: the sound is being learned already; for another "
                 "share, train with another --out, or --restart\n");
  if (!ranks.wait_for_first(&stop_requested)) end_stopped();
  if (arguments.sound.frames > 0 && options.preset == modelfile::Preset::pitch) {
    const auto sound = learn_sound(arguments, options, ranks);
    if (!sound) end_stopped();
    told["sound"] = *sound;
  }
  if (!ranks.first()) return;
  told["model"] = options.out.string();
  told["seconds"] = seconds_since(start);
  if (arguments.json)
    std::printf("%s\n", told.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

}  // namespace

void add_train(CLI::App& app) {
  auto* command = app.add_subcommand("train", "Train a model on a folder of music");
  auto a = std::make_shared<TrainArguments>();
  add_train_options(*command, *a);
  command->callback([a, command] { run(*a, *command); });
}

}  // namespace hemiola::programs
