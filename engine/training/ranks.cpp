// Training on several machines or processors at once: ranks that share each batch.
#include "training/ranks.h"

#include <torch/torch.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <sstream>
#include <stdexcept>
#include <thread>

#ifdef HEMIOLA_HAS_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#ifdef USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif
#endif

namespace hemiola::training {
namespace {

using namespace std::chrono_literals;

// The number in an environment variable; empty if it is not set.
std::optional<int> number(const char* name) {
  const char* const text = std::getenv(name);
  if (text == nullptr || *text == '\0') return {};
  int value = 0;
  const char* const end = text + std::strlen(text);
  if (const auto [stop, error] = std::from_chars(text, end, value);
      error != std::errc() || stop != end || value < 0)
    throw std::runtime_error(std::string(name) + " is \"" + text +
                             "\" where a number is needed; the launcher sets it");
  return value;
}

struct Launcher {
  const char *rank, *ranks, *local_rank;
};
// Slurm sets SLURM_PROCID in a batch script, too, which is no rank; the last one only in a step.
constexpr Launcher kLaunchers[] = {
    {"RANK", "WORLD_SIZE", "LOCAL_RANK"},
    {"SLURM_PROCID", "SLURM_STEP_NUM_TASKS", "SLURM_LOCALID"},
    {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK"}};

}  // namespace

std::optional<RankPlace> rank_place() {
  for (const Launcher& launcher : kLaunchers) {
    if (std::getenv(launcher.rank) == nullptr || std::getenv(launcher.ranks) == nullptr) continue;
    const auto rank = number(launcher.rank), ranks = number(launcher.ranks);
    if (!rank || !ranks || *ranks < 2) continue;
    if (*rank >= *ranks)
      throw std::runtime_error(std::string(launcher.rank) + " is " + std::to_string(*rank) +
                               ", and there are " + std::to_string(*ranks) + " ranks");
    RankPlace place{*rank, *ranks, number(launcher.local_rank).value_or(0), "", 0};
    const char* const address = std::getenv("MASTER_ADDR");
    const auto port = number("MASTER_PORT");
    if (address == nullptr || *address == '\0' || !port)
      throw std::runtime_error(
          "MASTER_ADDR and MASTER_PORT must name the machine of rank 0 and a free port there, for "
          "all " +
          std::to_string(*ranks) + " ranks");
    place.address = address;
    // torchrun itself listens on MASTER_PORT, and speaks the protocol of its own version.
    const char* const agent = std::getenv("TORCHELASTIC_USE_AGENT_STORE");
    place.port = *port + (agent != nullptr && std::string(agent) == "True" ? 1 : 0);
    if (place.port < 1 || place.port > 65535)
      throw std::runtime_error("MASTER_PORT is " + std::to_string(*port) + ", which is no port");
    return place;
  }
  return {};
}

#ifdef HEMIOLA_HAS_GLOO

namespace {

constexpr auto kMeetWithin = 10min;
constexpr auto kStepWithin = 30min;  // until a rank that is silent counts as dead
constexpr auto kLook = 200ms;
constexpr auto kPartWithin = 30s;

bool is_loopback(const std::string& address) {
  return address == "localhost" || address == "::1" || address.starts_with("127.");
}

// GLOO_SOCKET_IFNAME names a network interface, as in PyTorch.
std::shared_ptr<gloo::transport::Device> device_for(const std::string& address) {
  const char* const named = std::getenv("GLOO_SOCKET_IFNAME");
  if (named != nullptr && *named != '\0')
    return c10d::ProcessGroupGloo::createDeviceForInterface(named);
  // The default resolves this machine's name, which may be no address of the loopback.
  if (is_loopback(address)) return c10d::ProcessGroupGloo::createDeviceForInterface("lo");
  return c10d::ProcessGroupGloo::createDefaultDevice();
}

// Before anything asks for the GPUs: of those that may be seen, the one of this number. Where only
// one may be, the launcher has chosen already.
void take_own_gpu(int local_rank) {
  const char* const set = std::getenv("CUDA_VISIBLE_DEVICES");
  std::string own = std::to_string(local_rank);
  if (set != nullptr && *set != '\0') {
    std::istringstream list(set);
    std::vector<std::string> seen;
    for (std::string each; std::getline(list, each, ',');) seen.push_back(each);
    own = seen.at(static_cast<std::size_t>(local_rank) % seen.size());
  }
  setenv("CUDA_VISIBLE_DEVICES", own.c_str(), /*overwrite=*/1);
}

// Debian's LibTorch is built without libuv, which 2.4 and later use if they are not told otherwise.
template <typename Options>
void without_libuv(Options& options) {
  if constexpr (requires { options.useLibUV; }) options.useLibUV = false;
}

}  // namespace

struct Ranks::Group {
  Group(const RankPlace& place, bool on_gpu) {
    c10d::TCPStoreOptions options;
    options.port = static_cast<std::uint16_t>(place.port);
    options.isServer = place.rank == 0;
    options.numWorkers = static_cast<std::size_t>(place.ranks);
    options.timeout = kMeetWithin;
    without_libuv(options);
    store = c10::make_intrusive<c10d::TCPStore>(place.address, options);
    if (on_gpu) {
#ifdef USE_C10D_NCCL
      auto nccl = c10d::ProcessGroupNCCL::Options::create();
      nccl->timeout = kStepWithin;
      group = c10::make_intrusive<c10d::ProcessGroupNCCL>(store, place.rank, place.ranks, nccl);
      return;
#else
      throw std::runtime_error("this LibTorch has no NCCL for several GPUs; use --device cpu");
#endif
    }
    auto gloo = c10d::ProcessGroupGloo::Options::create();
    gloo->timeout = kStepWithin;
    gloo->devices.push_back(device_for(place.address));
    group = c10::make_intrusive<c10d::ProcessGroupGloo>(store, place.rank, place.ranks, gloo);
  }

  c10::intrusive_ptr<c10d::TCPStore> store;
#ifdef USE_C10D_NCCL
  c10::intrusive_ptr<c10d::Backend> group;
#else
  c10::intrusive_ptr<c10d::ProcessGroupGloo> group;
#endif
};

namespace {

// c10d's errors in words. After one the group is of no use.
template <typename Work>
void together(Work work) {
  try {
    work();
  } catch (const std::exception&) {
    throw std::runtime_error(
        "another rank has ended, or can't be reached; look at what it said. --resume goes on from "
        "the last checkpoint, with any number of ranks");
  }
}

}  // namespace

Ranks::Ranks(const std::optional<RankPlace>& place, const std::string& device) {
  if (!place) return;
  rank_ = place->rank;
  ranks_ = place->ranks;
  if (device != "cpu") take_own_gpu(place->local_rank);
  try {
    group_ = std::make_unique<Group>(*place, device != "cpu" && torch::cuda::is_available());
  } catch (const std::exception& error) {
    throw std::runtime_error("rank " + std::to_string(rank_) + " of " + std::to_string(ranks_) +
                             " does not find the others at " + place->address + ":" +
                             std::to_string(place->port) + " (" +
                             std::string(error.what()).substr(0, 200) + ")");
  }
}

bool Ranks::wait_for_first(const std::atomic<bool>* stop) {
  const auto stopped = [stop] { return stop != nullptr && *stop; };
  if (!group_) return !stopped();
  const std::string key = "ready" + std::to_string(waits_++);
  together([&] {
    if (first()) group_->store->set(key, std::vector<std::uint8_t>{1});
    while (!stopped() && !group_->store->check({key})) std::this_thread::sleep_for(kLook);
  });
  return !stopped();
}

void Ranks::copy_from_first(const std::vector<torch::Tensor>& tensors) {
  if (!group_) return;
  const torch::NoGradGuard guard;
  together([&] {
    for (const torch::Tensor& tensor : tensors) {
      std::vector<at::Tensor> one{tensor.detach().contiguous()};
      group_->group->broadcast(one)->wait();
      torch::Tensor to = tensor.detach();
      to.copy_(one[0]);
    }
  });
}

bool Ranks::average_gradients(const std::vector<torch::Tensor>& parameters, bool stop) {
  if (!group_) return stop;
  const torch::NoGradGuard guard;
  // One exchange for all, in floats: a sum of bfloat16 ends the process in LibTorch 1.13.
  std::vector<torch::Tensor> flat;
  for (const torch::Tensor& parameter : parameters)
    flat.push_back(parameter.grad().defined()
                       ? parameter.grad().detach().to(torch::kFloat32).flatten()
                       : torch::zeros({parameter.numel()}, parameter.device()));
  flat.push_back(torch::full({1}, stop ? 1.0f : 0.0f, flat.front().options()));
  std::vector<at::Tensor> sum{torch::cat(flat)};
  const auto begin = std::chrono::steady_clock::now();
  together([&] { group_->group->allreduce(sum)->wait(); });
  const double took_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  best_exchange_ms_ = exchanges_ == 0 ? took_ms : std::min(best_exchange_ms_, took_ms);
  exchange_ms_ += took_ms;
  ++exchanges_;
  sum[0] /= static_cast<double>(ranks_);
  int64_t at = 0;
  for (const torch::Tensor& parameter : parameters) {
    const torch::Tensor mean = sum[0].slice(0, at, at + parameter.numel()).view_as(parameter);
    if (parameter.grad().defined())
      parameter.grad().copy_(mean);
    else
      parameter.mutable_grad() = mean.clone();
    at += parameter.numel();
  }
  return sum[0][at].item<float>() > 0;
}

void Ranks::average(torch::Tensor& values) {
  if (!group_) return;
  std::vector<at::Tensor> sum{values.to(torch::kFloat32).contiguous()};
  together([&] { group_->group->allreduce(sum)->wait(); });
  values = (sum[0] / static_cast<double>(ranks_)).to(values.scalar_type());
}

// Rank 0 keeps what the others look at until all are done.
Ranks::~Ranks() {
  if (!group_ || std::uncaught_exceptions() > 0) return;
  try {
    constexpr char kDone[] = "done";
    group_->store->add(kDone, 1);
    const auto deadline = std::chrono::steady_clock::now() + kPartWithin;
    while (first() && group_->store->add(kDone, 0) < ranks_ &&
           std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(kLook);
  } catch (const std::exception&) {  // rank 0 has gone: nothing is left to wait for
  }
}

#else

struct Ranks::Group {};
Ranks::~Ranks() = default;

Ranks::Ranks(const std::optional<RankPlace>& place, const std::string&) {
  if (place)
    throw std::runtime_error(
        "this program was built without Gloo, which several ranks need: install libgloo-dev and "
        "build it again");
}
bool Ranks::wait_for_first(const std::atomic<bool>* stop) { return stop == nullptr || !*stop; }
void Ranks::copy_from_first(const std::vector<torch::Tensor>&) {}
bool Ranks::average_gradients(const std::vector<torch::Tensor>&, bool stop) { return stop; }
void Ranks::average(torch::Tensor&) {}

#endif

std::string Ranks::exchange_in_words() const {
  char text[160];
  std::snprintf(text, sizeof text,
                "%d ranks exchanged their gradients in %.1f ms at best, %.1f ms in the mean",
                ranks_, best_exchange_ms_,
                exchange_ms_ / static_cast<double>(std::max(1L, exchanges_)));
  return text;
}

Share Ranks::share_of(int batch) const {
  const int items = batch / ranks_;
  if (ranks_ > 1 && (items * ranks_ != batch || items % 2 != 0))
    throw std::runtime_error("--batch " + std::to_string(batch) + " can't be shared by " +
                             std::to_string(ranks_) +
                             " ranks: each needs an even number, so give " +
                             std::to_string(2 * ranks_) + " or a multiple of it");
  return {rank_ * items, items, batch};
}

}  // namespace hemiola::training
