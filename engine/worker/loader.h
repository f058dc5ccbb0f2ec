// Loads models in a second thread, so that the one that plays goes on playing.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "worker/processor.h"

namespace hemiola::worker {

struct Loaded {
  std::unique_ptr<Processor> processor;  // null where it failed
  std::string text;                      // what was loaded, or the reason why not
};

class Loader {
 public:
  using Make = std::function<std::unique_ptr<Processor>(const std::string& path)>;

  explicit Loader(Make make) : make_(std::move(make)) {}
  ~Loader();

  bool busy() const noexcept { return thread_.joinable(); }
  // [worker thread] Begins; not while busy.
  void begin(const std::string& path);
  // [worker thread] True once, when the load that began has ended.
  bool finished(Loaded& loaded);

 private:
  Make make_;
  Loaded loaded_;
  std::atomic<bool> done_{false};
  std::thread thread_;
};

}  // namespace hemiola::worker
