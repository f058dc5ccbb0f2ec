// Keeps snapshots, and blends them.
#include "snapshots/snapshots.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "platform/state_folder.h"

namespace hemiola::snapshots {

namespace fs = std::filesystem;

namespace {

std::vector<Snapshot> read(const fs::path& file, const Snapshots::Say& say) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return {};
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  try {
    return from_json(text);
  } catch (const std::exception& error) {
    const fs::path aside = file.string() + ".unreadable";
    std::error_code ignored;
    fs::rename(file, aside, ignored);
    say(file.string() + " can't be read: " + error.what() + ". It is now " + aside.string() +
        "; starting without snapshots.");
    return {};
  }
}

// Each turned by the golden angle from the one before, so that places keep their distance.
std::pair<float, float> free_place(std::size_t index) {
  constexpr double kGoldenAngle = 2.399963229728653;
  const double angle = kGoldenAngle * static_cast<double>(index);
  const double radius = index == 0 ? 0 : std::min(0.45, 0.25 + 0.02 * static_cast<double>(index));
  return {static_cast<float>(0.5 + radius * std::cos(angle)),
          static_cast<float>(0.5 + radius * std::sin(angle))};
}

}  // namespace

Snapshots::Snapshots(const fs::path& file, const Say& say)
    : snapshots_(read(file, say)), writer_(file, say) {}

Snapshot* Snapshots::find_own(std::string_view name) {
  const auto found = std::find_if(snapshots_.begin(), snapshots_.end(),
                                  [&](const Snapshot& each) { return each.name == name; });
  return found == snapshots_.end() ? nullptr : &*found;
}

const Snapshot* Snapshots::find(std::string_view name) const {
  return const_cast<Snapshots*>(this)->find_own(name);
}

void Snapshots::save(std::string_view name, std::vector<patchbay::VoiceSetting> voices) {
  Snapshot* own = find_own(name);
  if (own == nullptr) {
    if (snapshots_.size() == kMost) return;
    const auto [x, y] = free_place(snapshots_.size());
    own = &snapshots_.emplace_back(Snapshot{std::string(name), x, y, {}});
  }
  own->voices = std::move(voices);
  write();
}

bool Snapshots::remove(std::string_view name) {
  const auto removed =
      std::erase_if(snapshots_, [&](const auto& each) { return each.name == name; });
  if (removed > 0) write();
  return removed > 0;
}

bool Snapshots::place(std::string_view name, float x, float y) {
  Snapshot* own = find_own(name);
  if (own == nullptr) return false;
  own->x = std::clamp(x, 0.0f, 1.0f);
  own->y = std::clamp(y, 0.0f, 1.0f);
  write();
  return true;
}

std::vector<float> weights_at(float x, float y, const std::vector<Snapshot>& snapshots) {
  std::vector<float> weights(snapshots.size(), 0.0f);
  double sum = 0;
  for (std::size_t i = 0; i < snapshots.size(); ++i) {
    const double distance = std::hypot(snapshots[i].x - x, snapshots[i].y - y);
    if (distance < 1e-6) {
      std::fill(weights.begin(), weights.end(), 0.0f);
      weights[i] = 1;
      return weights;
    }
    weights[i] = static_cast<float>(1 / (distance * distance));
    sum += weights[i];
  }
  for (float& weight : weights) weight = static_cast<float>(weight / sum);
  return weights;
}

std::vector<patchbay::VoiceSetting> Snapshots::at(float x, float y) const {
  const std::vector<float> weights = weights_at(x, y, snapshots_);
  std::size_t voices = snapshots_.empty() ? 0 : snapshots_.front().voices.size();
  for (const Snapshot& each : snapshots_) voices = std::min(voices, each.voices.size());
  std::vector<patchbay::VoiceSetting> blended;
  for (std::size_t voice = 0; voice < voices; ++voice) {
    std::vector<std::pair<const patchbay::VoiceSetting*, float>> weighted;
    for (std::size_t i = 0; i < snapshots_.size(); ++i)
      weighted.emplace_back(&snapshots_[i].voices[voice], weights[i]);
    blended.push_back(patchbay::blend(weighted));
  }
  return blended;
}

void Snapshots::write() { writer_.write(to_json(snapshots_)); }

fs::path default_file(int osc_port) {
  if (const char* set = std::getenv("HEMIOLA_SNAPSHOTS"); set != nullptr && *set != '\0')
    return set;
  const fs::path folder = platform::state_folder();
  return folder.empty() ? folder : folder / ("snapshots-" + std::to_string(osc_port) + ".json");
}

}  // namespace hemiola::snapshots
