// A value that moves linearly to a goal, one step per frame.
#pragma once

namespace hemiola::patchbay {

// All methods are wait-free. For one thread.
class LinearRamp {
 public:
  explicit LinearRamp(float at_rest) : start_(at_rest), goal_(at_rest) {}

  // Moves from the current value to goal within `frames` steps; 0 and 1 mean with the next step. No
  // effect if the goal is unchanged: a sensor that repeats a value must not delay its arrival.
  void go(float goal, int frames) noexcept {
    if (goal != goal_) restart(goal, frames);
  }
  void restart(float goal, int frames) noexcept {
    start_ = now();
    goal_ = goal;
    done_ = 0;
    frames_ = frames;
  }
  void jump(float value) noexcept {
    start_ = goal_ = value;
    done_ = frames_ = 0;
  }
  void step() noexcept {
    if (moving()) ++done_;
  }

  bool moving() const noexcept { return done_ < frames_; }
  // The current value; at rest exactly the goal.
  float now() const noexcept {
    if (!moving()) return goal_;
    const float way = static_cast<float>(done_) / static_cast<float>(frames_);
    return start_ + way * (goal_ - start_);
  }

 private:
  float start_;
  float goal_;
  int frames_ = 0;
  int done_ = 0;
};

}  // namespace hemiola::patchbay
