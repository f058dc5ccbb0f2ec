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

// Each turned by the golden angle from the one before, so that places keep their distance.
std::pair<float, float> free_place(std::size_t index) {
  constexpr double kGoldenAngle = 2.399963229728653;
  const double angle = kGoldenAngle * static_cast<double>(index);
  const double radius = index == 0 ? 0 : std::min(0.45, 0.25 + 0.02 * static_cast<double>(index));
  return {static_cast<float>(0.5 + radius * std::cos(angle)),
          static_cast<float>(0.5 + radius * std::sin(angle))};
}

}  // namespace

void Snapshots::open(const fs::path& file) {
  std::error_code error;
  const bool there = fs::exists(file, error);
  if (there && !fs::is_regular_file(file, error)) {
    say_(file.string() +
         " is no file, so snapshots last as long as the worker; name another one by "
         "HEMIOLA_SNAPSHOTS.");
    return;
  }
  if (there) snapshots_ = read(file);
  if (!file.empty()) writer_.emplace(file, say_);
}

std::vector<Snapshot> Snapshots::read(const fs::path& file) {
  try {
    std::ifstream in(file, std::ios::binary);
    return from_json(std::string{std::istreambuf_iterator<char>(in), {}});
  } catch (const std::exception& error) {
    const fs::path aside = file.string() + ".unreadable";
    std::error_code ignored;
    fs::rename(file, aside, ignored);
    say_(file.string() + " can't be read: " + error.what() + ". It is now " + aside.string() +
         "; starting without snapshots.");
    return {};
  }
}

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
    if (snapshots_.size() == kMaxSnapshots) return;
    const auto [x, y] = free_place(snapshots_.size());
    own = &snapshots_.emplace_back(Snapshot{std::string(name), x, y, {}});
  }
  own->voices = std::move(voices);
  changed_ = true;
}

bool Snapshots::remove(std::string_view name) {
  const auto removed =
      std::erase_if(snapshots_, [&](const auto& each) { return each.name == name; });
  changed_ = changed_ || removed > 0;
  return removed > 0;
}

bool Snapshots::place(std::string_view name, float x, float y) {
  Snapshot* own = find_own(name);
  if (own == nullptr) return false;
  own->x = std::clamp(x, 0.0f, 1.0f);
  own->y = std::clamp(y, 0.0f, 1.0f);
  changed_ = true;
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

bool Snapshots::keep() {
  if (!std::exchange(changed_, false)) return false;
  if (writer_) writer_->write([copy = snapshots_] { return to_json(copy); });
  return true;
}

fs::path default_file(int osc_port) {
  if (const char* set = std::getenv("HEMIOLA_SNAPSHOTS"); set != nullptr && *set != '\0')
    return set;
  const fs::path folder = platform::state_folder();
  return folder.empty() ? folder : folder / ("snapshots-" + std::to_string(osc_port) + ".json");
}

}  // namespace hemiola::snapshots
