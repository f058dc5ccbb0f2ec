// What a training run shows on the terminal, and the pictures in its folder.
#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>

#include "programs/progress.h"
#include "programs/training_pictures.h"
#include "training/sound_trainer.h"

namespace hemiola::programs {

inline std::string describe(const training::SoundProgress& p) {
  char text[240];
  std::string judged;
  if (p.adversary) {
    std::snprintf(text, sizeof text, ", discriminators tell %.0f %% (loss %.2f)",
                  100 * p.adversary->accuracy, p.adversary->loss);
    judged = text;
  }
  std::snprintf(text, sizeof text,
                "distance %.2f dB, convergence %.3f, bands %.3f nats%s, %.0f frames/s, %s left",
                p.distance_db, p.convergence, p.bands_nats, judged.c_str(), p.frames_per_second,
                clock_text(p.seconds_left).c_str());
  return text;
}

inline std::string describe(const training::Progress& p) {
  char text[240];
  std::snprintf(
      text, sizeof text,
      "error %.3f nats, KL %.1f + %.1f nats per frame (drums %.1f, smoothness %.1f), %.0f "
      "frames/s, %s left",
      p.error_nats, p.harmony_kl, p.rhythm_kl, p.drums_in_harmony, p.smoothness,
      p.frames_per_second, clock_text(p.seconds_left).c_str());
  return text;
}

// Calls draw. Pictures that can't be drawn (disk full) are reported: they must not end a training.
template <typename Draw>
auto or_report(Draw draw) {
  return [draw](const auto&... what) {
    try {
      draw(what...);
    } catch (const std::exception& problem) {
      std::fprintf(stderr, "the run's pictures were not drawn, training continues: %s\n",
                   problem.what());
    }
  };
}

// Displays a run: progress bars, or occasional lines if stderr is not a terminal.
class TrainingDisplay {
 public:
  training::TrainListener listener() {
    return {[this](const training::Progress& p) { report(p, "training"); },
            [](const std::string& text) { std::fprintf(stderr, "%s\n", text.c_str()); },
            [this](int done, int total) { prepare(done, total); },
            [this](int done, int total) { scan(done, total); },
            or_report([](const auto& run, const auto& previews, const auto& geometry) {
              draw_training_curves(run);
              draw_previews(run, previews, geometry);
            })};
  }
  training::SoundListener sound_listener() {
    return {[this](const training::SoundProgress& p) { report(p, "training the sound network"); },
            [](const std::string& text) { std::fprintf(stderr, "%s\n", text.c_str()); },
            or_report(draw_sound_curves)};
  }

 private:
  template <typename Progress>
  void report(const Progress& p, const char* stage) {
    if (!training_) training_.emplace(stage);
    training_->show(static_cast<double>(p.step) / static_cast<double>(p.steps), describe(p));
    if (is_due(p.step == p.steps))
      std::fprintf(stderr, "step %ld of %ld: %s\n", p.step, p.steps, describe(p).c_str());
  }
  void scan(int done, int total) {
    if (!scanning_) scanning_.emplace("looking through the music");
    const std::string text = std::to_string(done) + " of " + std::to_string(total) + " files";
    scanning_->show(static_cast<double>(done) / total, text);
    const bool takes_long = std::chrono::steady_clock::now() - start_ > std::chrono::seconds(2);
    if (takes_long && is_due(false)) std::fprintf(stderr, "%s looked through\n", text.c_str());
    if (done == total) scanning_.reset();
  }
  void prepare(int done, int total) {
    if (!preparing_) preparing_.emplace("preparing the music");
    const auto seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    const std::string text = std::to_string(done) + " of " + std::to_string(total) +
                             " segments ready, " +
                             clock_text(done > 0 ? seconds * (total - done) / done : 0) + " left";
    preparing_->show(static_cast<double>(done) / total, text);
    if (is_due(false)) std::fprintf(stderr, "%s\n", text.c_str());
  }
  bool is_due(bool last) {
    const auto now = std::chrono::steady_clock::now();
    if (terminal_ || (now - printed_ < std::chrono::seconds(20) && !last)) return false;
    printed_ = now;
    return true;
  }

  bool terminal_ = isatty(STDERR_FILENO) != 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point printed_ = start_ - std::chrono::minutes(1);
  std::optional<ProgressBar> scanning_, preparing_, training_;
};

}  // namespace hemiola::programs
