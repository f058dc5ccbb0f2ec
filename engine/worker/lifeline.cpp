// Tells a worker that the server has gone, and ends it if it does not end by itself.
#include "worker/lifeline.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <utility>

#include "platform/platform.h"

namespace hemiola::worker {
namespace {

// True if this end of a pipe has news within the time, in ms; -1: any time.
bool has_news(int file, int within_ms) {
  pollfd wanted = {file, POLLIN, 0};
  int found = 0;
  while ((found = poll(&wanted, 1, within_ms)) < 0 && errno == EINTR) {
  }
  return found > 0;
}

}  // namespace

Lifeline::Lifeline(int file, std::function<void()> end_hard, std::chrono::milliseconds grace) {
  if (file < 0) return;
  if (!platform::make_pipe(done_))
    throw std::runtime_error("can't make a pipe: too many files are open.");
  thread_ = std::thread(
      [this, file, end_hard = std::move(end_hard), grace] { watch(file, end_hard, grace); });
}

Lifeline::~Lifeline() {
  if (!thread_.joinable()) return;
  close(done_[1]);
  thread_.join();
  close(done_[0]);
}

void Lifeline::watch(int file, const std::function<void()>& end_hard,
                     std::chrono::milliseconds grace) {
  pollfd wanted[] = {{file, POLLIN, 0}, {done_[0], POLLIN, 0}};
  while (poll(wanted, 2, -1) < 0 && errno == EINTR) {
  }
  if (wanted[1].revents != 0) return;
  cut_.store(true);
  if (!has_news(done_[0], static_cast<int>(grace.count()))) end_hard();
}

}  // namespace hemiola::worker
