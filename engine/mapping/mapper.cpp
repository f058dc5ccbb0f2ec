// Passes mapped messages to their sensors, and watches the file.
#include "mapping/mapper.h"

#include <sys/stat.h>

#include <algorithm>
#include <cmath>

#include "mapping/file.h"
#include "osc/pattern.h"

namespace hemiola::mapping {

namespace {

constexpr auto kLook = std::chrono::seconds(1);

// The number at this index of the arguments, if finite; infinitum is OSC's bang and counts as 1.
std::optional<double> number_at(const osc::Message& message, int place) {
  if (static_cast<std::size_t>(place) >= message.arguments.size()) return std::nullopt;
  const osc::Value& value = message.arguments[static_cast<std::size_t>(place)];
  const auto number = value.type == 'I' ? 1 : value.as_number();
  return number && std::isfinite(*number) ? number : std::nullopt;
}

}  // namespace

Mapper::Mapper(std::filesystem::path file, int voices, Log log)
    : file_(std::move(file)), voices_(voices), log_(std::move(log)) {
  look_at_file(Clock::now());
}

Mapper::Mapper(const std::vector<Mapping>& mappings, Clock::time_point now)
    : next_look_(Clock::time_point::max()), next_tick_(now) {
  for (const Mapping& mapping : mappings) sensors_.emplace_back(mapping, now);
}

std::optional<Mapper::Translation> Mapper::translate(const osc::Message& message,
                                                     Clock::time_point now) {
  std::optional<Translation> out;
  for (Sensor& sensor : sensors_) {
    const Mapping& mapping = sensor.mapping();
    if (!osc::matches_address(mapping.from, message.address)) continue;
    if (!out) out.emplace();
    const auto number = number_at(message, mapping.argument);
    if (!number) {
      out->refused.push_back("the mapping reads argument " + std::to_string(mapping.argument) +
                             " (the first is 0), which is not there or no finite number");
      continue;
    }
    if (const auto value = sensor.take(*number, now)) {
      out->made.push_back(message_for(mapping, *value));
      out->made.back().time = message.time;
    }
  }
  if (out) next_tick_ = now;
  return out;
}

std::vector<osc::Message> Mapper::due(Clock::time_point now) {
  look_at_file(now);
  std::vector<osc::Message> made;
  if (now < next_tick_) return made;
  next_tick_ = Clock::time_point::max();
  for (Sensor& sensor : sensors_) {
    if (const auto value = sensor.advance(now))
      made.push_back(message_for(sensor.mapping(), *value));
    next_tick_ = std::min(next_tick_, sensor.next_due());
  }
  return made;
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
  // While an editor replaces a file, it is missing for a moment.
  if (seen == Version{}) return log_(file_.string() + " is gone; mapping as before.");
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
      // A mapping that was not edited keeps its state.
      fresh.push_back(old != sensors_.end() ? *old : Sensor(std::move(mapping), now));
    }
    sensors_ = std::move(fresh);
    next_tick_ = now;
    log_(file_.string() + ": " + std::to_string(sensors_.size()) + " mappings.");
  } catch (const Broken& error) {
    log_(file_.string() + ", " + error.what() + before);
  }
}

}  // namespace hemiola::mapping
