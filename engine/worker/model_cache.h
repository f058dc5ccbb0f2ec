// The loaded models, by number, and the requests of the segment's mailbox.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "ipc/segment.h"
#include "worker/loader.h"
#include "worker/loop.h"
#include "worker/remote.h"

namespace hemiola::worker {

// For the worker thread; never waits for a model to load.
class ModelCache {
 public:
  // Answers a request left open by the previous worker, which may have died on that model.
  ModelCache(ipc::Header& header, Loader& loader, Loop& loop);

  // Starts to load OSC's choice from an earlier worker, else this path; empty: the default model.
  void load_first(const std::string& path);
  // From now on OSC may request models of this folder by name.
  void allow_osc(Remote& remote, std::filesystem::path folder);
  // Uses a model that has finished loading, between two frames, and starts the next request.
  void look();

 private:
  using Model = std::shared_ptr<Processor>;

  void begin(const ipc::ModelMailbox& mailbox);
  void finish_load(Loaded& loaded);
  void settle_first(Loaded& loaded);
  void settle_remote(Loaded& loaded);
  void begin_remote();
  void choose(const std::string& path);
  void forget_choice() { header_.choice.set.store(0); }
  void answer(bool success, const std::string& text, const Model& model = nullptr);

  ipc::Header& header_;
  Loader& loader_;
  Loop& loop_;
  std::map<int, Model> models_;
  std::uint32_t serving_ = 0;  // number of the current request
  bool first_ = false;         // the first model is loading, which no request asked for
  Remote* remote_ = nullptr;
  std::filesystem::path folder_;
  std::optional<std::string> named_;     // the name that is loading, if OSC asked for it
  std::optional<std::string> fallback_;  // path to load if OSC's choice fails
};

}  // namespace hemiola::worker
