// Writes a file in a thread of its own, so that nobody who plays waits for a disk.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace hemiola::snapshots {

class FileWriter {
 public:
  // say: told, in that thread, why a file could not be written. An empty path writes nothing.
  FileWriter(std::filesystem::path file, std::function<void(const std::string&)> say);
  // Writes what is left.
  ~FileWriter();

  // Soon the file contains this text, which is made in the other thread, and no moment only a part
  // of it.
  void write(std::function<std::string()> text);

 private:
  void run();
  void replace(const std::string& text) const;

  const std::filesystem::path file_;
  const std::function<void(const std::string&)> say_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<std::string()> next_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace hemiola::snapshots
