// Writes to a temporary file, which then takes the name.
#include "snapshots/file_writer.h"

#include <fstream>
#include <stdexcept>
#include <utility>

#include "base/signals_blocked.h"
#include "platform/durable.h"

namespace hemiola::snapshots {

FileWriter::FileWriter(std::filesystem::path file, std::function<void(const std::string&)> say)
    : file_(std::move(file)), say_(std::move(say)) {}

FileWriter::~FileWriter() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void FileWriter::write(std::function<std::string()> text) {
  if (file_.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    next_ = std::move(text);
  }
  changed_.notify_one();
  if (thread_.joinable()) return;
  const SignalsBlocked blocked;
  thread_ = std::thread([this] { run(); });
}

void FileWriter::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ended_ || next_; });
    if (!next_) return;
    const auto text = std::exchange(next_, nullptr);
    lock.unlock();
    try {
      replace(text());
    } catch (const std::exception& error) {
      say_("Snapshots can't be kept in " + file_.string() + ": " + error.what() +
           ". They last as long as the worker; name another file by HEMIOLA_SNAPSHOTS.");
    }
    lock.lock();
  }
}

void FileWriter::replace(const std::string& text) const {
  if (file_.has_parent_path()) std::filesystem::create_directories(file_.parent_path());
  const std::filesystem::path part = file_.string() + ".part";
  std::ofstream out(part, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw std::runtime_error("the folder can't be written, or the disk is full");
  platform::flush_to_disk(part);
  platform::rename_for_good(part, file_);
}

}  // namespace hemiola::snapshots
