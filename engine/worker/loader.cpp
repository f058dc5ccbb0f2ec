// The loading thread and its result.
#include "worker/loader.h"

#include <algorithm>
#include <stdexcept>

namespace hemiola::worker {

Loader::~Loader() {
  if (thread_.joinable()) thread_.join();
}

std::filesystem::path find_model(const std::filesystem::path& folder, const std::string& name) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path home = fs::canonical(folder, error);
  if (error)
    throw std::runtime_error("the model folder " + folder.string() +
                             " can't be read; start the worker with --models FOLDER");
  if (name.empty() || name.front() == '.' || name.find('/') != std::string::npos)
    throw std::runtime_error("\"" + name + "\" is no name of a model file.");
  fs::path file = fs::canonical(home / name, error);
  if (error || !fs::is_regular_file(file, error))
    throw std::runtime_error("the model folder has no file \"" + name + "\".");
  for (fs::path above = file.parent_path(); above != home; above = above.parent_path())
    if (above == above.root_path() || above.empty())
      throw std::runtime_error("\"" + name + "\" leads out of the model folder.");
  return file;
}

std::vector<std::string> models_in(const std::filesystem::path& folder) {
  constexpr std::size_t kMaxNames = 200;
  namespace fs = std::filesystem;
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator each(folder, error), end; !error && each != end;
       each.increment(error)) {
    const std::string name = each->path().filename().string();
    if (each->path().extension() == ".safetensors" && !name.starts_with('.') &&
        names.size() < kMaxNames)
      names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

void Loader::begin(const std::string& path) {
  begin([path] { return path; });
}

void Loader::begin_in(const std::filesystem::path& folder, const std::string& name) {
  begin([folder, name] { return find_model(folder, name).string(); });
}

void Loader::begin(std::function<std::string()> find_path) {
  done_.store(false);
  thread_ = std::thread([this, find_path = std::move(find_path)] {
    try {
      const std::string path = find_path();
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
