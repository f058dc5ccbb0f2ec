// Loads models in a second thread, while the current model continues to play.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "worker/processor.h"

namespace hemiola::worker {

struct Loaded {
  std::unique_ptr<Processor> processor;  // null if loading failed
  std::string text;                      // path of the model, or the error message
};

// Finds a model file by name; rejects links that lead out of the folder. Throws std::runtime_error.
std::filesystem::path find_model(const std::filesystem::path& folder, const std::string& name);

// The names of the model files in a folder, in order; 200 at most.
std::vector<std::string> models_in(const std::filesystem::path& folder);

class Loader {
 public:
  using Make = std::function<std::unique_ptr<Processor>(const std::string& path)>;

  explicit Loader(Make make) : make_(std::move(make)) {}
  ~Loader();

  bool busy() const noexcept { return thread_.joinable(); }
  // [worker thread] Starts to load; not while busy. begin_in takes a name for find_model().
  void begin(const std::string& path);
  void begin_in(const std::filesystem::path& folder, const std::string& name);
  // [worker thread] True once, when loading has ended.
  bool finished(Loaded& loaded);

 private:
  void begin(std::function<std::string()> find_path);

  Make make_;
  Loaded loaded_;
  std::atomic<bool> done_{false};
  std::thread thread_;
};

}  // namespace hemiola::worker
