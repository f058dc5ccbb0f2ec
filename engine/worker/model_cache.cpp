// Handles mailbox requests one at a time; each gets one answer.
#include "worker/model_cache.h"

#include <cstdio>
#include <stdexcept>
#include <utility>

#include "worker/say.h"

namespace hemiola::worker {
namespace {

using ipc::ModelAction;

template <std::size_t Size>
void copy_text(char (&to)[Size], const std::string& text) {
  std::snprintf(to, Size, "%s", text.c_str());
}

}  // namespace

ModelCache::ModelCache(ipc::Header& header, Loader& loader, Loop& loop)
    : header_(header), loader_(loader), loop_(loop) {
  serving_ = header_.mailbox.request.load(std::memory_order_acquire);
  if (header_.mailbox.reply.load() != serving_)
    answer(false, "the worker ended while it loaded this model.");
}

void ModelCache::load_first(const std::string& path) {
  first_ = true;
  if (header_.choice.set.load(std::memory_order_acquire) == 0) return loader_.begin(path);
  fallback_ = path;
  loader_.begin(header_.choice.path);
}

void ModelCache::allow_osc(Remote& remote, std::filesystem::path folder) {
  remote_ = &remote;
  folder_ = std::move(folder);
}

void ModelCache::look() {
  Loaded loaded;
  if (loader_.finished(loaded)) {
    if (first_)
      settle_first(loaded);
    else if (named_)
      settle_remote(loaded);
    else
      finish_load(loaded);
  }
  if (loader_.busy()) return;
  const ipc::ModelMailbox& mailbox = header_.mailbox;
  const std::uint32_t request = mailbox.request.load(std::memory_order_acquire);
  if (request == mailbox.reply.load()) return begin_remote();
  serving_ = request;
  begin(mailbox);
}

void ModelCache::begin_remote() {
  if (remote_ == nullptr) return;
  named_ = remote_->load_wanted();
  if (named_) loader_.begin_in(folder_, *named_);
}

void ModelCache::settle_remote(Loaded& loaded) {
  const std::string name = *std::exchange(named_, std::nullopt);
  try {
    if (!loaded.processor) throw std::runtime_error(loaded.text);
    loop_.use(std::move(loaded.processor));
    choose(loaded.text);
    remote_->loaded(true, name);
  } catch (const std::exception& error) {
    say(error.what());
    remote_->loaded(false, error.what());
  }
}

// A path that is too long is not stored: the model plays until the worker ends.
void ModelCache::choose(const std::string& path) {
  forget_choice();
  if (path.size() >= sizeof header_.choice.path) return;
  copy_text(header_.choice.path, path);
  header_.choice.set.store(1, std::memory_order_release);
}

void ModelCache::begin(const ipc::ModelMailbox& mailbox) {
  const auto found = models_.find(mailbox.number);
  if (mailbox.action == ModelAction::free) {
    if (found != models_.end()) models_.erase(found);
    return answer(true, "");
  }
  // A restarted worker has an empty cache: then the model is loaded from the path first.
  if (mailbox.action == ModelAction::swap && found != models_.end()) {
    const Model model = found->second;
    try {
      loop_.use(model);
      forget_choice();
      return answer(true, "", model);
    } catch (const std::exception& error) {
      return answer(false, error.what());
    }
  }
  loader_.begin(mailbox.path);
}

void ModelCache::finish_load(Loaded& loaded) {
  const ModelAction action = header_.mailbox.action;
  const Model model = std::move(loaded.processor);
  if (!model) return answer(false, loaded.text);
  try {
    loop_.plan(*model);  // throws here if the model can't be played
    if (action != ModelAction::play) models_[header_.mailbox.number] = model;
    if (action != ModelAction::read) {
      loop_.use(model);
      forget_choice();
    }
    answer(true, loaded.text, model);
  } catch (const std::exception& error) {
    answer(false, error.what());
  }
}

void ModelCache::settle_first(Loaded& loaded) {
  first_ = false;
  const auto otherwise = std::exchange(fallback_, std::nullopt);
  try {
    if (!loaded.processor) throw std::runtime_error(loaded.text);
    loop_.use(std::move(loaded.processor));
  } catch (const std::exception& error) {
    say(error.what());
    if (otherwise) {
      say("The model that OSC chose can't play any more; loading the server's.");
      forget_choice();
      return load_first(*otherwise);
    }
    copy_text(header_.error, error.what());
    header_.state.store(ipc::WorkerState::failed, std::memory_order_release);
  }
}

void ModelCache::answer(bool success, const std::string& text, const Model& model) {
  if (!success) say(text);
  ipc::ModelMailbox& mailbox = header_.mailbox;
  copy_text(mailbox.text, text);
  mailbox.geometry = model ? loop_.plan(*model) : ipc::Geometry{};
  mailbox.success.store(success);
  mailbox.reply.store(serving_, std::memory_order_release);
}

}  // namespace hemiola::worker
