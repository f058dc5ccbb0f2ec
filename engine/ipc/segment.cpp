// Creates, checks, opens and removes the shared segment.
#include "ipc/segment.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <boost/interprocess/detail/os_file_functions.hpp>
#include <boost/interprocess/exceptions.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <new>
#include <stdexcept>

#include "platform/platform.h"

namespace hemiola::ipc {
namespace {

namespace bip = boost::interprocess;

std::string prefix() { return "hemiola-" + std::to_string(geteuid()) + "-"; }

// A name not used before by this process: hemiola-USER-PROCESS-COUNT.
std::string fresh_name() {
  static std::atomic<int> count{0};
  return prefix() + std::to_string(getpid()) + "-" + std::to_string(count.fetch_add(1));
}

Stamp stamp_for(int voices) {
  Stamp stamp;
  stamp.magic = kMagic;
  stamp.version = kVersion;
  stamp.voices = static_cast<std::uint32_t>(voices);
  stamp.boost = BOOST_VERSION;
  stamp.header_bytes = sizeof(Header);
  stamp.encoder_bytes = sizeof(EncoderVoice);
  stamp.decoder_bytes = sizeof(DecoderVoice);
  stamp.total_bytes = sizeof(Header) + voices * (sizeof(EncoderVoice) + sizeof(DecoderVoice));
  return stamp;
}

[[noreturn]] void refuse(const std::string& name, const std::string& reason) {
  throw std::runtime_error("shared segment \"" + name + "\": " + reason);
}

// Throws unless the segment has exactly the layout of this build.
void check(const std::string& name, const Header& header, std::size_t mapped_bytes) {
  const Stamp& found = header.stamp;
  if (found.magic != kMagic) refuse(name, "this is no Hemiola segment.");
  if (found.version != kVersion)
    refuse(name, "it has layout version " + std::to_string(found.version) + ", this program has " +
                     std::to_string(kVersion) +
                     ". Install the plugin and the program from one release.");
  if (found.boost != BOOST_VERSION)
    refuse(name, "it was made with version " + std::to_string(found.boost) +
                     " of Boost, this program with " + std::to_string(BOOST_VERSION) +
                     ". Install the plugin and the program from one build.");
  if (found.voices < 1 || found.voices > kMaxVoices)
    refuse(name, "it names " + std::to_string(found.voices) + " voices, 1 to " +
                     std::to_string(kMaxVoices) + " are possible.");
  const Stamp wanted = stamp_for(static_cast<int>(found.voices));
  if (found.header_bytes != wanted.header_bytes || found.encoder_bytes != wanted.encoder_bytes ||
      found.decoder_bytes != wanted.decoder_bytes || found.total_bytes != wanted.total_bytes ||
      mapped_bytes != wanted.total_bytes)
    refuse(name, "its sizes don't fit this program: it is " + std::to_string(mapped_bytes) +
                     " bytes of another layout. Install the plugin and the program from one "
                     "release.");
  if (header.open.load(std::memory_order_acquire) != 1)
    refuse(name, "the server has not finished making it. Try again.");
}

// Wraps a file descriptor in the interface that Boost's mapped_region needs.
struct Inherited {
  int file;
  bip::mode_t get_mode() const { return bip::read_write; }
  bip::mapping_handle_t get_mapping_handle() const {
    return bip::ipcdetail::mapping_handle_from_file_handle(file);
  }
};

// Allocates the memory now: with none left, a later page access would end the server.
void reserve(int file, std::uint64_t bytes) {
  const int error = platform::reserve(file, bytes);
  if (error != 0) throw bip::interprocess_exception(bip::error_info(error), std::strerror(error));
}

}  // namespace

Segment Segment::create(int voices, const ServerFacts& facts) {
  remove_stale_segments();
  Segment segment;
  segment.name_ = fresh_name();
  if (voices < 1 || voices > kMaxVoices)
    refuse(segment.name_, std::to_string(voices) + " voices asked for, 1 to " +
                              std::to_string(kMaxVoices) + " are possible.");
  const Stamp stamp = stamp_for(voices);
  try {
    bip::shared_memory_object::remove(segment.name_.c_str());
    segment.memory_ = bip::shared_memory_object(bip::create_only, segment.name_.c_str(),
                                                bip::read_write, bip::permissions(0600));
    reserve(segment.file(), stamp.total_bytes);
    segment.region_ = bip::mapped_region(segment.memory_, bip::read_write);
  } catch (const bip::interprocess_exception& error) {
    remove_segment(segment.name_);
    refuse(segment.name_,
           std::string("can't be made (") + error.what() + "). Is there room in /dev/shm?");
  }
  std::memset(segment.region_.get_address(), 0, stamp.total_bytes);
  auto* header = new (segment.region_.get_address()) Header;
  header->stamp = stamp;
  header->server = facts;
  header->burst_samples.store(static_cast<std::int32_t>(facts.latency.burst_samples));
  for (int voice = 0; voice < voices; ++voice) {
    new (&segment.encoder(voice)) EncoderVoice;
    new (&segment.decoder(voice)) DecoderVoice;
  }
  header->open.store(1, std::memory_order_release);
  return segment;
}

Segment Segment::open(const std::string& name, int file) {
  Segment segment;
  segment.name_ = name;
  try {
    const bip::shared_memory_object named =
        file >= 0 ? bip::shared_memory_object()
                  : bip::shared_memory_object(bip::open_only, name.c_str(), bip::read_write);
    const Inherited memory{file >= 0 ? file : named.get_mapping_handle().handle};
    bip::offset_t bytes = 0;
    if (!bip::ipcdetail::get_file_size(memory.file, bytes) ||
        bytes < static_cast<bip::offset_t>(sizeof(Header)))
      refuse(name, "its " + std::to_string(bytes) + " bytes are too few for a header.");
    segment.region_ = bip::mapped_region(memory, bip::read_write);
  } catch (const bip::interprocess_exception& error) {
    refuse(name, std::string("can't be opened (") + error.what() +
                     "). Is the server running, as the same user?");
  }
  check(name, segment.header(), segment.region_.get_size());
  return segment;
}

EncoderVoice& Segment::encoder(int voice) const noexcept {
  return *reinterpret_cast<EncoderVoice*>(at(sizeof(Header) + voice * sizeof(EncoderVoice)));
}

DecoderVoice& Segment::decoder(int voice) const noexcept {
  return *reinterpret_cast<DecoderVoice*>(
      at(sizeof(Header) + voices() * sizeof(EncoderVoice) + voice * sizeof(DecoderVoice)));
}

void Segment::publish(const Geometry& geometry) noexcept {
  const auto current = versioned_geometry();
  if (current.version == 0 || current.value != geometry) header().geometry.publish(geometry);
}

Snapshot<Geometry>::Versioned Segment::versioned_geometry() const noexcept {
  Snapshot<Geometry>::Versioned found;
  header().geometry.load(found);
  return found;
}

bool remove_segment(const std::string& name) noexcept {
  return bip::shared_memory_object::remove(name.c_str());
}

std::vector<std::string> stale_segments() {
  std::vector<std::string> names;
  const std::string mine = prefix();
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(platform::shared_names(), error)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind(mine, 0) != 0) continue;
    const auto pid = static_cast<pid_t>(std::strtol(name.c_str() + mine.size(), nullptr, 10));
    if (pid > 0 && kill(pid, 0) != 0 && errno == ESRCH) names.push_back(name);
  }
  return names;
}

int remove_stale_segments() noexcept {
  int removed = 0;
  for (const std::string& name : stale_segments()) removed += remove_segment(name);
  return removed;
}

std::int64_t max_margin(std::int64_t hop, int latents) noexcept {
  const auto records =
      std::min({kSampleWords / (kHeadWords + hop), kSoundWords / (kHeadWords + 2 * hop),
                kLatentWords / (kHeadWords + static_cast<std::size_t>(std::max(1, latents)))});
  return (static_cast<std::int64_t>(records) - 3) * hop;  // one in work, one more for the phase
}

}  // namespace hemiola::ipc
