// The mapping file at work: others' messages to Hemiola's own, read again when the file changes.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "mapping/sensor.h"
#include "osc/translator.h"

namespace hemiola::mapping {

// [osc thread] All of it, but for the constructor.
class Mapper : public osc::Translator {
 public:
  using Say = std::function<void(const std::string& sentence)>;

  // Reads the file at once. One that is not there is waited for, a broken one is mapped as it was
  // before (at first: not at all); say hears about both, and of each change.
  Mapper(std::filesystem::path file, int voices, Say say);
  // These mappings, and no file.
  Mapper(const std::vector<Mapping>& mappings, Clock::time_point now);

  std::optional<Translation> translate(const osc::Message& message, Clock::time_point now) override;
  std::vector<osc::Message> due(Clock::time_point now) override;
  Clock::time_point next_due() const override;

 private:
  // What tells one version of the file from another, also where it was replaced within a second.
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
  Say say_;
  Version version_;
  Clock::time_point next_look_{};
  Clock::time_point next_tick_{};
  std::vector<Sensor> sensors_;
};

}  // namespace hemiola::mapping
