// Four short pieces, each a minimal example of its kind.
#include "listening/test_sounds.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "corpus/percussion.h"
#include "corpus/soundfonts.h"
#include "corpus/synth.h"

namespace hemiola::listening {
namespace {

using corpus::Role, corpus::Score;

constexpr double kSampleRate = 44100, kSeconds = 8, kBeat = 0.5;
constexpr float kPeak = 0.708f;  // -3 dBFS
constexpr int kBars = 4;
// Guitar chords A minor, F, C, G; MIDI notes from the lowest string.
constexpr std::array<std::array<int, 6>, kBars> kGrips = {{{40, 45, 52, 57, 60, 64},
                                                           {41, 48, 53, 57, 60, 65},
                                                           {40, 48, 52, 55, 60, 64},
                                                           {43, 47, 50, 55, 59, 67}}};

Score empty_score() {
  Score score;
  score.seconds = kSeconds;
  score.tempo_bpm = 60 / kBeat;
  score.effects = {0.3, 0.4, 0.15, 0};
  return score;
}

void add_layer(Score& score, int channel, int program, Role role, int volume) {
  score.layers.push_back({role, program, channel, 0, 127, 85, volume});
}

void add_note(Score& score, int channel, Role role, double beat, double beats, int midi,
              int velocity) {
  score.notes.push_back({beat * kBeat, (beat + beats) * kBeat, midi, velocity, channel, role});
}

// One bar of sixteen steps: 'o' soft, 'x' loud; repeated in every bar.
void add_drums(Score& score, int midi, std::string_view steps) {
  for (int bar = 0; bar < kBars; ++bar)
    for (std::size_t i = 0; i < steps.size(); ++i)
      if (steps[i] != '.')
        score.drums.push_back(
            {(4 * bar + 0.25 * static_cast<double>(i)) * kBeat, midi, steps[i] == 'x' ? 112 : 60});
}

void add_beat(Score& score) {
  add_drums(score, corpus::kKick, "x.....x.x.o.....");
  add_drums(score, corpus::kSnare, "....x..o.o..x..o");
  add_drums(score, corpus::kHat, "x.oox.oox.oox.oo");
}

void add_strums(Score& score, int channel) {
  add_layer(score, channel, 25, Role::strum, 110);
  constexpr std::array kStrokes = {0.0, 1.0, 1.5, 2.5, 3.0, 3.5};  // beats; up-strokes off the beat
  for (int bar = 0; bar < kBars; ++bar)
    for (const double stroke : kStrokes) {
      const bool up = stroke != std::floor(stroke);
      for (int string = 0; string < 6; ++string) {
        const double roll = 0.03 * (up ? 5 - string : string);
        add_note(score, channel, Role::strum, 4 * bar + stroke + roll, 0.9,
                 kGrips[static_cast<std::size_t>(bar)][static_cast<std::size_t>(string)],
                 up ? 74 : 98 - 2 * string);
      }
    }
}

void add_piano(Score& score, int channel) {
  add_layer(score, channel, 0, Role::arpeggio, 110);
  constexpr std::array kOrder = {1, 3, 4, 5, 4, 3, 5, 4};  // indices into a grip, one per eighth
  for (int bar = 0; bar < kBars; ++bar) {
    const auto& grip = kGrips[static_cast<std::size_t>(bar)];
    add_note(score, channel, Role::bass, 4 * bar, 3.8, grip[0] - 4 > 36 ? grip[0] - 12 : grip[0],
             90);
    for (std::size_t i = 0; i < kOrder.size(); ++i)
      add_note(score, channel, Role::arpeggio, 4 * bar + 0.5 * static_cast<double>(i), 1.2,
               grip[static_cast<std::size_t>(kOrder[i])] + 12, i % 4 == 0 ? 96 : 72);
  }
}

Score full_band() {
  Score score = empty_score();
  add_beat(score);
  add_strums(score, 0);
  add_layer(score, 1, 33, Role::bass, 115);
  add_layer(score, 2, 65, Role::melody, 100);
  constexpr std::array kRoots = {33, 29, 36, 31};
  constexpr std::array kTune = {76, 74, 72, 69, 72, 77, 79, 74};
  for (int bar = 0; bar < kBars; ++bar) {
    for (int i = 0; i < 8; ++i)
      add_note(score, 1, Role::bass, 4 * bar + 0.5 * i, 0.45,
               kRoots[static_cast<std::size_t>(bar)] + (i == 6 ? 12 : 0), i % 2 == 0 ? 104 : 86);
    for (std::size_t i = 0; i < 2; ++i)
      add_note(score, 2, Role::melody, 4 * bar + 2 * static_cast<double>(i), 1.7,
               kTune[2 * static_cast<std::size_t>(bar) + i], 96);
  }
  return score;
}

TestSound render(corpus::Synth& synth, const char* name, Score score) {
  corpus::settle(score, synth.grid_seconds());
  const auto frames = static_cast<std::size_t>(kSeconds * kSampleRate);
  TestSound sound{name, kSampleRate, synth.render_pitched(score, frames)};
  const std::vector<float> drums = synth.render_drums(score, frames);
  float peak = 1e-9f;
  for (std::size_t i = 0; i < frames; ++i) {
    sound.samples[i] += drums[i];
    peak = std::max(peak, std::abs(sound.samples[i]));
  }
  for (float& sample : sound.samples) sample *= kPeak / peak;
  return sound;
}

}  // namespace

std::vector<TestSound> played_sounds() {
  corpus::Synth synth(corpus::default_soundfont(), kSampleRate);
  Score loop = empty_score(), guitar = empty_score(), piano = empty_score();
  add_beat(loop);
  add_strums(guitar, 0);
  add_piano(piano, 0);
  return {render(synth, "drum loop", loop), render(synth, "strummed guitar", guitar),
          render(synth, "piano", piano), render(synth, "full band", full_band())};
}

}  // namespace hemiola::listening
