// A number on its way from one value to another in equal steps, a step a frame.
#pragma once

namespace hemiola::patchbay {

class LinearRamp {
 public:
  explicit LinearRamp(float at_rest) : start_(at_rest), goal_(at_rest) {}

  // Wait-free, as all of it. From where it is now; frames 0 and 1 arrive with the next step. The
  // same goal again changes nothing: a sensor that repeats itself must not keep it from arriving.
  void go(float goal, int frames) noexcept {
    if (goal != goal_) go_anew(goal, frames);
  }
  void go_anew(float goal, int frames) noexcept {
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
  // At rest the goal, to the bit.
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
