// hemiola train: any folder of music to a model.
#include <unistd.h>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

#include "programs/progress.h"
#include "programs/subcommands.h"
#include "programs/training_record.h"
#include "training/trainer.h"

namespace hemiola::programs {
namespace {

std::atomic<bool> stop_requested{false};

struct Arguments {
  training::TrainOptions options;
  std::string preset = "pitch";
  bool json = false;
};

void run(const Arguments& arguments) {
  training::TrainOptions options = arguments.options;
  if (arguments.preset == "paper") options.preset = model::Preset::paper;
  std::signal(SIGINT, [](int) { stop_requested = true; });
  std::signal(SIGTERM, [](int) { stop_requested = true; });

  const auto start = std::chrono::steady_clock::now();
  const bool terminal = isatty(STDERR_FILENO) != 0;
  auto printed = start - std::chrono::minutes(1);
  training::TrainResult result;
  {
    ProgressBar bar("training");
    const auto report = [&](const training::Progress& p) {
      char text[200];
      std::snprintf(
          text, sizeof text,
          "loss %.4f, error %.3f nats, KL %.1f + %.1f nats a frame, %.0f frames/s, %s left", p.loss,
          p.error_nats, p.harmony_kl, p.rhythm_kl, p.frames_per_second,
          clock_text(p.seconds_left).c_str());
      bar.show(static_cast<double>(p.step) / static_cast<double>(p.steps), text);
      const auto now = std::chrono::steady_clock::now();
      if (terminal || (now - printed < std::chrono::seconds(20) && p.step < p.steps)) return;
      printed = now;
      std::fprintf(stderr, "step %ld of %ld: %s\n", p.step, p.steps, text);
    };
    const auto say = [](const std::string& text) { std::fprintf(stderr, "%s\n", text.c_str()); };
    result = training::train(options, report, say, &stop_requested);
  }
  if (!result.finished) {
    std::fprintf(stderr, "stopped at step %ld; the same command with --resume goes on\n",
                 result.last.step);
    return;
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  save_with_record(*result.model, options, result, seconds);
  std::fprintf(stderr, "%s is trained: error %.3f nats, %.1f minutes\n", options.out.c_str(),
               result.last.error_nats, seconds / 60);
  if (arguments.json)
    std::printf("%s\n", nlohmann::json{{"model", options.out.string()},
                                       {"steps", result.last.steps},
                                       {"first_loss", result.first_loss},
                                       {"loss", result.last.loss},
                                       {"error_nats", result.last.error_nats},
                                       {"harmony_kl", result.last.harmony_kl},
                                       {"rhythm_kl", result.last.rhythm_kl},
                                       {"seconds", seconds}}
                            .dump(2)
                            .c_str());
}

}  // namespace

void add_train(CLI::App& app) {
  auto* command = app.add_subcommand("train", "Train a model on a folder of music");
  auto a = std::make_shared<Arguments>();
  auto& o = a->options;
  command->add_option("--audio", o.audio, "Folder of sound files (wav, flac, ogg, mp3)")
      ->required();
  command->add_option("--out", o.out, "The model file to write; its run folder is OUT.run")
      ->required();
  command->add_option("--from", o.from, "Start from this model's weights");
  command->add_option("--preset", a->preset, "pitch (default) or paper (the published network)")
      ->check(CLI::IsMember({"pitch", "paper"}));
  command->add_flag("--resume", o.resume, "Go on from the last checkpoint in OUT.run");
  command->add_option("--device", o.device, "auto, cpu or cuda")
      ->check(CLI::IsMember({"auto", "cpu", "cuda"}));
  command->add_option("--frames", o.frames, "Frames to train on (default 3e6)")
      ->check(CLI::PositiveNumber);
  command->add_option("--batch", o.batch, "Excerpts a step (default 8)")->check(CLI::Range(1, 512));
  command->add_option("--clip-frames", o.examples.frames, "Frames an excerpt (default 160)")
      ->check(CLI::Range(8, 4096));
  command
      ->add_option("--largest-shift", o.examples.largest_shift_semitones,
                   "Semitones of the largest shift, up and down (default 7)")
      ->check(CLI::Range(0.0, 24.0));
  command->add_option("--learning-rate", o.learning_rate, "Default 1.2e-3")
      ->check(CLI::PositiveNumber);
  command->add_option("--seed", o.examples.seed, "Same seed, same run (default 1)");
  command->add_option("--threads", o.threads, "Of the arithmetic; 0 (default): half of the cores");
  command->add_option("--save-every", o.save_seconds, "Seconds between checkpoints (default 120)");
  command->add_flag("--json", a->json, "Print the result as JSON");
  command->callback([a] { run(*a); });
}

}  // namespace hemiola::programs
