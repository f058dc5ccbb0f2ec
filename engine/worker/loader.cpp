// The loading thread and its one result.
#include "worker/loader.h"

namespace hemiola::worker {

Loader::~Loader() {
  if (thread_.joinable()) thread_.join();
}

void Loader::begin(const std::string& path) {
  done_.store(false);
  thread_ = std::thread([this, path] {
    try {
      loaded_.processor = make_(path);
      loaded_.text = path;
    } catch (const std::exception& error) {
      loaded_.processor.reset();
      loaded_.text = error.what();
    }
    done_.store(true, std::memory_order_release);
  });
}

bool Loader::finished(Loaded& loaded) {
  if (!thread_.joinable() || !done_.load(std::memory_order_acquire)) return false;
  thread_.join();
  loaded = std::move(loaded_);
  return true;
}

}  // namespace hemiola::worker
