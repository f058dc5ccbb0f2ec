// Receives orders, runs one worker at a time, and reports when it ends.
#include "worker/fork_server.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "ipc/orders.h"
#include "platform/platform.h"
#include "worker/say.h"

namespace hemiola::worker {
namespace {

using namespace std::chrono_literals;

constexpr auto kGrace = 400ms;

void on_child(int) {}  // only interrupts pselect

class ForkServer {
 public:
  explicit ForkServer(int orders) : orders_(orders) {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &before_);
    struct sigaction action = {};
    action.sa_handler = on_child;
    sigaction(SIGCHLD, &action, nullptr);
  }

  // Waits for the next start order; false if the plugin has gone.
  bool wait_for_start(ipc::Order& order) {
    for (;;) {
      reap();
      if (!readable()) continue;
      if (recv(orders_, &order, sizeof order, MSG_WAITALL) != sizeof order) return false;
      if (order.what == ipc::Order::What::start && worker_ == 0) return true;
      if (order.what == ipc::Order::What::kill && worker_ != 0) kill(worker_, SIGKILL);
    }
  }

  // True in the worker process.
  bool fork_worker() {
    const pid_t fork_server = getpid();
    worker_ = fork();
    if (worker_ < 0) {
      say("no worker could be forked. Is there memory left?");
      worker_ = 0;
      notify(1 << 8);  // as if it had ended with status 1
    }
    if (worker_ != 0) return false;
    platform::end_with(fork_server, SIGKILL);
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_SETMASK, &before_, nullptr);
    const int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, orders_);
    close(nothing);
    return true;
  }

  void end_worker() {
    if (worker_ == 0) return;
    kill(worker_, SIGTERM);
    const auto deadline = std::chrono::steady_clock::now() + kGrace;
    while (std::chrono::steady_clock::now() < deadline) {
      if (waitpid(worker_, nullptr, WNOHANG) == worker_) return;
      std::this_thread::sleep_for(2ms);
    }
    kill(worker_, SIGKILL);
    while (waitpid(worker_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

 private:
  void reap() {
    int status = 0;
    if (worker_ == 0 || waitpid(worker_, &status, WNOHANG) != worker_) return;
    worker_ = 0;
    notify(status);
  }

  void notify(int status) {
    const ipc::Notice notice{status};
    static_cast<void>(send(orders_, &notice, sizeof notice, platform::kNoSignal));
  }

  bool readable() const {
    fd_set files;
    FD_ZERO(&files);
    FD_SET(orders_, &files);
    return pselect(orders_ + 1, &files, nullptr, nullptr, nullptr, &before_) > 0;
  }

  int orders_;
  pid_t worker_ = 0;
  sigset_t before_;
};

}  // namespace

int run_fork_server(int orders, const std::function<int(const std::string& model)>& work) {
  ForkServer server(orders);
  ipc::Order order;
  while (server.wait_for_start(order)) {
    order.model[sizeof order.model - 1] = '\0';
    if (server.fork_worker()) return work(order.model);
  }
  server.end_worker();
  return 0;
}

}  // namespace hemiola::worker
