// Applies the mapping file to other programs' messages; reloads it when it changes.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "mapping/sensor.h"
#include "osc/translator.h"

namespace hemiola::mapping {

// All of this is for the OSC thread, except the constructor.
class Mapper : public osc::Translator {
 public:
  using Log = std::function<void(const std::string& sentence)>;

  // Reads the file at once. A missing file is read when it appears. If it is broken, the previous
  // mappings remain (at first none). log: gets a sentence when the file is read, is broken or
  // disappears.
  Mapper(std::filesystem::path file, int voices, Log log);
  // Uses these mappings and no file.
  Mapper(const std::vector<Mapping>& mappings, Clock::time_point now);

  std::optional<Translation> translate(const osc::Message& message, Clock::time_point now) override;
  std::vector<osc::Message> due(Clock::time_point now) override;
  Clock::time_point next_due() const override;

 private:
  // Identifies a version of the file, even if it was replaced within a second.
  struct Version {
    std::int64_t seconds = 0, nanoseconds = 0;
    std::uint64_t bytes = 0, inode = 0;
    bool operator==(const Version&) const = default;
  };
  static Version version_of(const std::filesystem::path& file);

  void look_at_file(Clock::time_point now);
  void read_file(Clock::time_point now);
  std::filesystem::path file_;
  int voices_ = 0;
  Log log_;
  Version version_;
  Clock::time_point next_look_{};
  Clock::time_point next_tick_{};
  std::vector<Sensor> sensors_;
};

}  // namespace hemiola::mapping
