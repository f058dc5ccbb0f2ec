// The shared segment as one process sees it: made by the server, opened by the worker.
#pragma once

#include <boost/interprocess/mapped_region.hpp>
#include <boost/interprocess/shared_memory_object.hpp>
#include <string>
#include <vector>

#include "ipc/layout.h"

namespace hemiola::ipc {

class Segment {
 public:
  // [server, off the audio thread] Makes and zeroes the segment (so that no page is missing when
  // the audio thread comes), after removing those that dead servers of this user left behind.
  // Throws std::runtime_error with the name and the reason.
  static Segment create(int voices, const ServerFacts& facts);
  // [worker] Throws std::runtime_error that names the segment and what does not fit. file: its
  // descriptor, for those who inherit it from the server, so that nothing hangs on the name; else
  // -1.
  static Segment open(const std::string& name, int file = -1);

  Segment(Segment&&) noexcept = default;
  Segment& operator=(Segment&&) noexcept = default;

  const std::string& name() const noexcept { return name_; }
  // [server] The descriptor that a worker may inherit.
  int file() const noexcept { return memory_.get_mapping_handle().handle; }
  int voices() const noexcept { return static_cast<int>(header().stamp.voices); }
  Header& header() const noexcept { return *static_cast<Header*>(region_.get_address()); }
  EncoderVoice& encoder(int voice) const noexcept;
  DecoderVoice& decoder(int voice) const noexcept;

  // [worker] A new geometry becomes the current one; the same one again changes nothing.
  void publish(const Geometry& geometry) noexcept;
  // [any thread] Wait-free. The current geometry; hop 0 before there is one.
  Geometry geometry() const noexcept { return versioned_geometry().value; }
  // The same with the version that it was published as.
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

// Removes the name; who has it mapped keeps it. False where there was none.
bool remove_segment(const std::string& name) noexcept;
// The names of this user's segments whose server is dead.
std::vector<std::string> stale_segments();
// Removes them; returns how many.
int remove_stale_segments() noexcept;
// How far a margin may reach before rings of these records run over.
std::int64_t max_margin(std::int64_t hop, int latents) noexcept;

}  // namespace hemiola::ipc
