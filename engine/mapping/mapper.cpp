// Takes packets apart, hands mapped messages to their sensors, and looks after the file.
#include "mapping/mapper.h"

#include <fnmatch.h>
#include <sys/stat.h>

#include <algorithm>
#include <cmath>

#include "mapping/file.h"

namespace hemiola::mapping {

namespace {

constexpr auto kLook = std::chrono::seconds(1);

std::uint32_t word_at(std::string_view bytes) {
  std::uint32_t word = 0;
  for (const char c : bytes.substr(0, 4)) word = word << 8 | static_cast<unsigned char>(c);
  return word;
}

void append_element(std::string& bundle, std::string_view element) {
  for (int shift = 24; shift >= 0; shift -= 8)
    bundle += static_cast<char>(element.size() >> shift & 255);
  bundle += element;
}

// How a bundle begins.
std::string head_of(osc::TimeTag time) {
  std::string head(osc::kBundle);
  for (int shift = 56; shift >= 0; shift -= 8) head += static_cast<char>(time >> shift & 255);
  return head;
}

// Of a bundle that is whole.
osc::TimeTag time_of(std::string_view bundle) {
  return osc::TimeTag{word_at(bundle.substr(8))} << 32 | word_at(bundle.substr(12));
}

bool matches(const std::string& pattern, const std::string& address) {
  return fnmatch(pattern.c_str(), address.c_str(), FNM_PATHNAME | FNM_NOESCAPE) == 0;
}

}  // namespace

Mapper::Mapper(std::filesystem::path file, int voices, Say say)
    : file_(std::move(file)), voices_(voices), say_(std::move(say)) {
  look_at_file(Clock::now());
}

Mapper::Translation Mapper::translate(std::span<const char> packet, Clock::time_point now) {
  Translation out;
  if (sensors_.empty()) return out;
  made_.clear();
  out.rest = take_mapped({packet.data(), packet.size()}, 0, osc::kNow, now, out);
  out.made = bundle_of(made_);
  return out;
}

// One bundle, so that all that one packet moves at one time moves in one frame; what waits for its
// time is a bundle in it.
std::string Mapper::bundle_of(const std::vector<Made>& made) {
  if (made.empty()) return {};
  std::string bundle = head_of(osc::kNow);
  for (std::size_t first = 0, last = 0; first < made.size(); first = last) {
    const osc::TimeTag time = made[first].time;
    std::string waiting = head_of(time);
    for (; last < made.size() && made[last].time == time; ++last)
      append_element(time > osc::kNow ? waiting : bundle, made[last].message);
    if (time > osc::kNow) append_element(bundle, waiting);
  }
  return bundle;
}

std::string Mapper::take_mapped(std::string_view packet, int depth, osc::TimeTag time,
                                Clock::time_point now, Translation& out) {
  if (!packet.starts_with(osc::kBundle))
    return hear(packet, time, now, out) ? std::string() : std::string(packet);
  std::string rest(packet.substr(0, 16));
  std::string_view elements = packet.substr(std::min<std::size_t>(16, packet.size()));
  const bool whole = packet.size() >= 16 && depth < osc::kMostNesting;
  if (whole) time = std::max(time, time_of(packet));
  while (whole && elements.size() >= 4 && word_at(elements) <= elements.size() - 4) {
    const std::size_t size = word_at(elements);
    const std::string kept = take_mapped(elements.substr(4, size), depth + 1, time, now, out);
    // An element that was empty from the start stays, for the parser to complain of.
    if (!kept.empty() || size == 0) append_element(rest, kept);
    elements.remove_prefix(4 + size);
  }
  rest += elements;
  return rest.size() == 16 && packet.size() > 16 ? std::string() : rest;
}

bool Mapper::hear(std::string_view packet, osc::TimeTag time, Clock::time_point now,
                  Translation& out) {
  const std::string address(packet.substr(0, packet.find('\0')));
  const auto is_meant = [&](const Sensor& s) { return matches(s.mapping().from, address); };
  if (!std::any_of(sensors_.begin(), sensors_.end(), is_meant)) return false;
  std::vector<osc::Message> messages;
  try {
    messages = osc::read_packet(packet);
  } catch (const osc::Malformed&) {
    return false;  // the parser will say what is wrong with it
  }
  out.knew = true;
  const auto& arguments = messages.front().arguments;
  for (Sensor& sensor : sensors_) {
    if (!is_meant(sensor)) continue;
    const auto wanted = static_cast<std::size_t>(sensor.mapping().argument);
    const bool there = wanted < arguments.size();
    if (!there || !arguments[wanted].is_number() || !std::isfinite(arguments[wanted].number)) {
      out.refused.push_back({address, "the mapping reads argument " + std::to_string(wanted) +
                                          " (the first is 0), which " +
                                          (there ? "is no finite number" : "is not there")});
      continue;
    }
    if (const auto value = sensor.hear(arguments[wanted].number, now))
      made_.push_back({message_for(sensor.mapping(), *value), time});
  }
  next_tick_ = now;
  return true;
}

std::string Mapper::due(Clock::time_point now) {
  look_at_file(now);
  if (now < next_tick_) return {};
  made_.clear();
  next_tick_ = Clock::time_point::max();
  for (Sensor& sensor : sensors_) {
    if (const auto value = sensor.advance(now))
      made_.push_back({message_for(sensor.mapping(), *value)});
    next_tick_ = std::min(next_tick_, sensor.next_due());
  }
  return bundle_of(made_);
}

Mapper::Clock::time_point Mapper::next_due() const { return std::min(next_look_, next_tick_); }

Mapper::Version Mapper::version_of(const std::filesystem::path& file) {
  struct stat facts = {};
  if (stat(file.c_str(), &facts) != 0) return {};
  return {.seconds = facts.st_mtim.tv_sec,
          .nanoseconds = facts.st_mtim.tv_nsec,
          .bytes = static_cast<std::uint64_t>(facts.st_size),
          .inode = facts.st_ino};
}

void Mapper::look_at_file(Clock::time_point now) {
  if (now < next_look_) return;
  next_look_ = now + kLook;
  const Version seen = version_of(file_);
  if (seen == version_) return;
  version_ = seen;
  // While an editor replaces a file there is none for a moment.
  if (seen == Version{}) return say_(file_.string() + " is gone; mapping as before.");
  read_file(now);
}

void Mapper::read_file(Clock::time_point now) {
  const char* before = sensors_.empty() ? " Nothing is mapped." : " Mapping as before.";
  try {
    const std::string text = read_text(file_);
    std::vector<Sensor> fresh;
    for (Mapping& mapping : read_mappings(text, voices_)) {
      const auto same = [&](const Sensor& sensor) { return sensor.mapping() == mapping; };
      const auto old = std::find_if(sensors_.begin(), sensors_.end(), same);
      // A mapping that was not edited goes on where it was.
      fresh.push_back(old != sensors_.end() ? *old : Sensor(std::move(mapping), now));
    }
    sensors_ = std::move(fresh);
    next_tick_ = now;
    say_(file_.string() + ": " + std::to_string(sensors_.size()) + " mappings.");
  } catch (const Broken& error) {
    say_(file_.string() + ", " + error.what() + before);
  }
}

}  // namespace hemiola::mapping
