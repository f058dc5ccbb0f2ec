// Loads models in a second thread, so that the one that plays goes on playing.
#pragma once

#include <atomic>
#include <filesystem>
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

// A model file by its name alone, and only where it truly lies in the folder: links that lead out
// of it are refused. Throws std::runtime_error with a sentence.
std::filesystem::path find_model(const std::filesystem::path& folder, const std::string& name);

class Loader {
 public:
  using Make = std::function<std::unique_ptr<Processor>(const std::string& path)>;

  explicit Loader(Make make) : make_(std::move(make)) {}
  ~Loader();

  bool busy() const noexcept { return thread_.joinable(); }
  // [worker thread] Begins; not while busy. begin_in takes a name that find_model() must find.
  void begin(const std::string& path);
  void begin_in(const std::filesystem::path& folder, const std::string& name);
  // [worker thread] True once, when the load that began has ended.
  bool finished(Loaded& loaded);

 private:
  void begin(std::function<std::string()> find_path);

  Make make_;
  Loaded loaded_;
  std::atomic<bool> done_{false};
  std::thread thread_;
};

}  // namespace hemiola::worker
