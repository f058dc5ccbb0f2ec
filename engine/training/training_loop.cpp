// Steps, and between them reports and checkpoints by the clock.
#include "training/training_loop.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <exception>

namespace hemiola::training {
namespace {

constexpr double kReportSeconds = 2;

double now_seconds() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace

TrainingLoop::TrainingLoop(double frames, double frames_per_step, long first_step)
    : frames_per_step_(frames_per_step),
      step_(first_step),
      steps_(std::max(1L, std::lround(frames / frames_per_step))) {}

void TrainingLoop::run(const Stage& stage, double save_seconds, const std::atomic<bool>* stop) {
  double reported = now_seconds(), saved = reported;
  long reported_step = step_;
  const long first = step_;
  for (bool stopped = false; step_ < steps_ && !stopped;) {
    stage.step();
    ++step_;
    stopped = stop != nullptr && *stop;
    const bool last = finished() || stopped;
    const double now = now_seconds();
    if (now - reported >= kReportSeconds || last || step_ == first + 1) {
      Pace pace;
      pace.frames_per_second =
          static_cast<double>(step_ - reported_step) * frames_per_step_ / (now - reported);
      pace.seconds_left =
          static_cast<double>(steps_ - step_) * frames_per_step_ / pace.frames_per_second;
      stage.report(pace);
      reported = now;
      reported_step = step_;
    }
    if (now - saved < save_seconds || last) continue;
    try {
      stage.save();
    } catch (const std::exception& problem) {
      stage.log(std::string("no checkpoint was written, training continues: ") + problem.what());
    }
    saved = reported = now_seconds();
    reported_step = step_;
  }
}

double warm_up(long step, long warm_up_steps) {
  return std::min(1.0, static_cast<double>(step + 1) / static_cast<double>(warm_up_steps));
}

}  // namespace hemiola::training
