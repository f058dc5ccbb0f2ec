// Sends model requests to the worker: one at a time through the mailbox, in order.
#include <cstdio>
#include <utility>

#include "supervisor.h"

namespace hemiola::plugin {
namespace {

constexpr auto kAnswerWithin = std::chrono::seconds(60);

}  // namespace

void Supervisor::look_at_models() {
  if (models_.empty()) return;
  if (served_ == nullptr || !problem_.empty())
    return refuse_models(model_request_
                             ? "the worker ended."
                             : "no worker is running. Start it first, with /hemiola/start or "
                               "Hemiola.start.");
  if (!model_deadline_) model_deadline_ = Clock::now() + kAnswerWithin;
  const ipc::ModelMailbox& mailbox = served_->segment.header().mailbox;
  if (model_request_ && mailbox.reply.load(std::memory_order_acquire) == *model_request_) {
    const bool success = mailbox.success.load() != 0;
    if (success) remember_model();
    deliver_model(success, success ? "" : mailbox.text, mailbox.geometry);
  } else if (Clock::now() > *model_deadline_) {
    deliver_model(false, "the worker did not answer within a minute.", {});
  } else if (!model_request_ && takes_models()) {
    begin_model(models_.front());
  }
}

// Not while a worker starts: it would treat a request in its mailbox as left from the previous one.
bool Supervisor::takes_models() const {
  const ipc::Header& header = served_->segment.header();
  const auto state = header.state.load(std::memory_order_acquire);
  if (state != ipc::WorkerState::ready && state != ipc::WorkerState::failed) return false;
  // A request that timed out may still be running.
  return header.mailbox.reply.load() == header.mailbox.request.load();
}

void Supervisor::begin_model(const ModelRequest& asked) {
  ipc::ModelMailbox& mailbox = served_->segment.header().mailbox;
  const auto known = model_paths_.find(asked.number);
  const bool by_number =
      asked.action == ipc::ModelAction::swap || asked.action == ipc::ModelAction::free;
  if (by_number && known == model_paths_.end())
    return deliver_model(false,
                         "there is no model " + std::to_string(asked.number) +
                             ". Read it first, with /hemiola/read or HemiolaModel.read.",
                         {});
  const std::string& path = by_number ? known->second : asked.path;
  if (path.empty() && asked.action == ipc::ModelAction::play)
    return deliver_model(false, "the command names no model.", {});
  if (path.size() >= sizeof mailbox.path)
    return deliver_model(false, "the model's path is too long.", {});
  model_request_ = mailbox.request.load() + 1;
  mailbox.action = asked.action;
  mailbox.number = asked.number;
  std::snprintf(mailbox.path, sizeof mailbox.path, "%s", path.c_str());
  mailbox.request.store(*model_request_, std::memory_order_release);
}

// Stores what a restarted worker will need.
void Supervisor::remember_model() {
  const ModelRequest& done = models_.front();
  if (done.action == ipc::ModelAction::free) {
    model_paths_.erase(done.number);
    return;
  }
  if (done.action == ipc::ModelAction::read) model_paths_[done.number] = done.path;
  if (done.action == ipc::ModelAction::play) served_->options.model = done.path;
  if (done.action == ipc::ModelAction::swap) served_->options.model = model_paths_[done.number];
}

void Supervisor::deliver_model(bool ok, const std::string& text, const ipc::Geometry& geometry) {
  const Deliver to = std::move(models_.front().deliver);
  models_.pop_front();
  model_deadline_.reset();
  model_request_.reset();
  to({.ok = ok,
      .attachment = AttachmentRef(served_),
      .version = version_,
      .text = text,
      .geometry = geometry});
}

void Supervisor::refuse_models(const std::string& reason) {
  while (!models_.empty()) deliver_model(false, reason, {});
}

}  // namespace hemiola::plugin
