// Stretches of music to learn to sound from: mixed anew from stems, cut from mixes, or made.
#include "training/sound_source.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <stdexcept>

#include "audio/sound_file.h"

namespace hemiola::training {
namespace {

constexpr double kOtherDrums = 0.5, kNoDrums = 0.15, kNoTones = 0.05, kQuiet = 0.15;  // chances
constexpr double kHalved = 66000;  // hertz: from here on every second sample is enough
constexpr double kClicks = 0.3;    // of made signals
constexpr double kSilentStart = 0.3;

double gain_of_db(double db) { return std::pow(10, db / 20); }

// path: one of the item's files.
void add_stretch(const audio::Item& item, const std::filesystem::path& path, double place,
                 double gain, std::vector<float>& to) {
  if (path.empty()) return;
  const std::size_t each = item.sample_rate > kHalved ? 2 : 1;
  const std::size_t wanted = each * to.size();
  const auto room = static_cast<double>(item.frames > wanted ? item.frames - wanted : 0);
  audio::Sound sound;
  try {
    sound = audio::read_sound(path, static_cast<std::size_t>(place * room), wanted);
  } catch (const std::runtime_error&) {
    return;
  }
  for (std::size_t i = 0; i < to.size() && each * i + each <= sound.samples.size(); ++i) {
    float sum = 0;
    for (std::size_t k = 0; k < each; ++k) sum += sound.samples[each * i + k];
    to[i] += static_cast<float>(gain) * sum / static_cast<float>(each);
  }
}

void add_chord(double sample_rate, base::Random& random, std::vector<float>& to) {
  const int tones = 1 + static_cast<int>(random.index(5));
  const bool saw = random.chance(0.5);
  for (int i = 0; i < tones; ++i) {
    const double hz = 40 * std::pow(2.0, random.uniform(0, saw ? 5 : 8));
    const double gain = gain_of_db(random.uniform(-30, -12)), start = random.uniform();
    const int partials = saw ? static_cast<int>(16000 / hz) : 1;
    for (int k = 1; k <= partials; ++k) {
      const auto turn = std::polar(1.0, 2 * std::numbers::pi * hz * k / sample_rate);
      auto pointer = std::polar(gain / k, start * k);
      for (float& sample : to) {
        sample += static_cast<float>(pointer.imag());
        pointer *= turn;
      }
    }
  }
}

void add_clicks(double sample_rate, base::Random& random, std::vector<float>& to) {
  const double decay_seconds = random.chance(0.5) ? 0 : random.uniform(0.001, 0.02);
  for (double at = random.uniform(0, 0.4); at * sample_rate < static_cast<double>(to.size());
       at += random.uniform(0.08, 0.5)) {
    const double gain = gain_of_db(random.uniform(-20, 0));
    const auto first = static_cast<std::size_t>(at * sample_rate);
    const double length = std::max(1.0, 5 * decay_seconds * sample_rate);
    for (std::size_t n = 0; n < static_cast<std::size_t>(length) && first + n < to.size(); ++n)
      to[first + n] += static_cast<float>(
          gain * (n == 0 ? 1
                         : random.uniform(-1, 1) *
                               std::exp(-static_cast<double>(n) / (decay_seconds * sample_rate))));
  }
}

}  // namespace

std::vector<float> random_music(const audio::Library& library, const Mixture& mixture,
                                std::size_t count, base::Random& random) {
  std::vector<float> sound(count);
  const audio::Item& item = library.items[mixture.draw(random)];
  const double level =
      random.uniform(-15, 3) + (random.chance(kQuiet) ? random.uniform(-30, 0) : 0);
  const double place = random.uniform();
  if (!item.mix.empty()) {
    add_stretch(item, item.mix, place, gain_of_db(level), sound);
    return sound;
  }
  if (!random.chance(kNoTones)) add_stretch(item, item.pitched, place, gain_of_db(level), sound);
  if (random.chance(kNoDrums)) return sound;
  const bool other = random.chance(kOtherDrums);
  const audio::Item& drummer = other ? library.items[mixture.draw(random)] : item;
  add_stretch(drummer, drummer.drums, other ? random.uniform() : place,
              gain_of_db(level + random.uniform(-9, 6)), sound);
  return sound;
}

std::vector<float> random_signal(std::size_t count, double sample_rate, base::Random& random) {
  std::vector<float> sound(count);
  if (random.chance(kClicks))
    add_clicks(sample_rate, random, sound);
  else
    add_chord(sample_rate, random, sound);
  if (random.chance(kSilentStart))
    std::fill_n(sound.begin(),
                static_cast<std::size_t>(random.uniform(0, 0.7) * static_cast<double>(count)),
                0.0f);
  return sound;
}

}  // namespace hemiola::training
