// A progress bar on a terminal for work of more than two seconds; silent elsewhere.
#pragma once

#include <chrono>
#include <string>

namespace hemiola::programs {

class ProgressBar {
 public:
  explicit ProgressBar(std::string label);
  ~ProgressBar();  // ends the line, if a bar was printed
  // detail: text after the bar, such as speed and time left.
  void show(double fraction, const std::string& detail = {});

 private:
  std::string label_;
  std::chrono::steady_clock::time_point start_, shown_;
  bool terminal_, begun_ = false;
};

// 3725 to "1:02:05".
std::string clock_text(double seconds);

}  // namespace hemiola::programs
