// The shared segment, as mapped by one process: created by the server, opened by the worker.
#pragma once

#include <boost/interprocess/mapped_region.hpp>
#include <boost/interprocess/shared_memory_object.hpp>
#include <string>
#include <vector>

#include "ipc/layout.h"

namespace hemiola::ipc {

// Unmaps the memory when destroyed; its name remains until remove_segment.
class Segment {
 public:
  // [server, not the audio thread] Creates and zeroes the segment, so that the audio thread causes
  // no page faults. First removes segments that dead servers of this user left behind. voices: 1 to
  // kMaxVoices. Throws std::runtime_error with the name and the reason.
  static Segment create(int voices, const ServerFacts& facts);
  // [worker] file: a descriptor inherited from the server, used in place of the name; -1: none.
  // Throws std::runtime_error with the name and the mismatch.
  static Segment open(const std::string& name, int file = -1);

  Segment(Segment&&) noexcept = default;
  Segment& operator=(Segment&&) noexcept = default;

  const std::string& name() const noexcept { return name_; }
  // [server] The descriptor, which a worker may inherit.
  int file() const noexcept { return memory_.get_mapping_handle().handle; }
  int voices() const noexcept { return static_cast<int>(header().stamp.voices); }
  Header& header() const noexcept { return *static_cast<Header*>(region_.get_address()); }
  EncoderVoice& encoder(int voice) const noexcept;
  DecoderVoice& decoder(int voice) const noexcept;

  // [worker] Publishes a geometry as a new version; no effect if it equals the current one.
  void publish(const Geometry& geometry) noexcept;
  // [any thread] Wait-free. The current geometry; hop 0 if there is none yet.
  Geometry geometry() const noexcept { return versioned_geometry().value; }
  // [any thread] Wait-free. The current geometry and its version.
  Snapshot<Geometry>::Versioned versioned_geometry() const noexcept;

 private:
  Segment() = default;
  char* at(std::uint64_t offset) const noexcept {
    return static_cast<char*>(region_.get_address()) + offset;
  }

  std::string name_;
  boost::interprocess::shared_memory_object memory_;  // [server]
  boost::interprocess::mapped_region region_;
};

// [not the audio thread] Removes the name; existing mappings stay valid. False if there was none.
bool remove_segment(const std::string& name) noexcept;
// [not the audio thread] Names of this user's segments whose server is dead.
std::vector<std::string> stale_segments();
// [not the audio thread] Removes those segments; returns their number.
int remove_stale_segments() noexcept;
// [any thread] The longest margin in samples that the rings can hold. hop: in samples.
std::int64_t max_margin(std::int64_t hop, int latents) noexcept;

}  // namespace hemiola::ipc
