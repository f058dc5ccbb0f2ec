// The models that were read, by number, and what the segment's mailbox asks to be done with them.
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

// All of this belongs to the worker's one thread; nothing here waits for a load.
class ModelCache {
 public:
  // Answers what the worker before left unfinished: it may have ended on that model.
  ModelCache(ipc::Header& header, Loader& loader, Loop& loop);

  // Begins to load the model that plays first: the one that OSC chose for a worker before this one,
  // else this path's; an empty path is the default one's.
  void load_first(const std::string& path);
  // From now on OSC may ask too, for models of this folder by their names.
  void hear(Remote& remote, std::filesystem::path folder);
  // Puts a finished load to its use, between two frames, and begins what is asked for next.
  void look();

 private:
  using Model = std::shared_ptr<Processor>;

  void begin(const ipc::ModelMailbox& mailbox);
  void settle(Loaded& loaded);
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
  std::uint32_t serving_ = 0;  // the request that is under way
  bool first_ = false;         // what loads now was asked for by nobody but the start
  Remote* remote_ = nullptr;
  std::filesystem::path folder_;
  std::optional<std::string> named_;      // what loads now, if OSC asked for it
  std::optional<std::string> otherwise_;  // what plays first if OSC's choice can't
};

}  // namespace hemiola::worker
