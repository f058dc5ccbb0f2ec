// The notes of the two pieces, and mastering to a common loudness.
#include "corpus/demo_pieces.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include "audio/sound_file.h"
#include "base/random.h"
#include "corpus/percussion.h"
#include "corpus/score.h"
#include "corpus/soundfonts.h"
#include "corpus/synth.h"

namespace hemiola::corpus {
namespace {

constexpr double kSampleRate = 48000;
constexpr double kLoudnessDb = -16;    // RMS
constexpr float kHighestPeak = 0.88f;  // just below -1 dBFS

// Adds notes by beats, with small random variations of time and velocity.
class Pen {
 public:
  Pen(Score& score, std::uint64_t seed) : score_(score), random_(seed) {}

  void layer(int channel, int program, Role role, int volume) {
    score_.layers.push_back({role, program, channel, 0, 127, 80, volume});
  }
  void note(int channel, double beat, double beats, int midi, int velocity) {
    const double onset = seconds(beat) + 0.004 * random_.normal();
    const int touch = static_cast<int>(3 * random_.normal());
    const Role role = score_.layers[static_cast<std::size_t>(channel)].role;
    score_.notes.push_back(
        {onset, onset + seconds(beats), midi, std::clamp(velocity + touch, 1, 127), channel, role});
  }
  void hit(double beat, int midi, int velocity) {
    const int touch = static_cast<int>(4 * random_.normal());
    const double onset = seconds(beat) + 0.0025 * random_.normal();
    score_.drums.push_back({onset, midi, std::clamp(velocity + touch, 1, 127)});
  }
  double seconds(double beat) const { return beat * 60.0 / score_.tempo_bpm; }

 private:
  Score& score_;
  base::Random random_;
};

// One chord of piece A: a bass note and six upper voices.
struct Voicing {
  int bass;
  std::array<int, 6> voices;
};

Score compose_pads() {
  constexpr int kStrings = 0, kPiano = 1, kGuitar = 2, kBass = 3, kViolins = 4;
  constexpr std::array kChords = {
      Voicing{41, {53, 57, 60, 64, 67, 72}},  // Fmaj9
      Voicing{38, {53, 57, 60, 64, 69, 74}},  // Dm9
      Voicing{46, {53, 57, 60, 62, 69, 74}},  // Bbmaj9
      Voicing{48, {53, 58, 62, 65, 67, 74}},  // C9sus4
      Voicing{45, {52, 55, 60, 64, 67, 76}},  // Am7
      Voicing{38, {53, 57, 60, 65, 69, 77}},  // Dm7
      Voicing{43, {53, 58, 62, 65, 69, 74}},  // Gm9
      Voicing{36, {52, 58, 62, 64, 69, 72}},  // C13
      Voicing{41, {53, 57, 60, 64, 67, 69}},  // Fmaj9
  };
  constexpr std::array kBroken = {0, 2, 3, 5, 4, 3, 2, 4};  // voice indices, one per eighth
  Score score;
  score.tempo_bpm = 100;
  score.seconds = 21.6;
  score.effects = {0.75, 0.25, 0.55, 0};
  Pen pen(score, 11);
  pen.layer(kStrings, 48, Role::pad, 76);
  pen.layer(kPiano, 5, Role::chords, 108);
  pen.layer(kGuitar, 25, Role::arpeggio, 118);
  pen.layer(kBass, 33, Role::bass, 84);
  pen.layer(kViolins, 48, Role::pad, 84);
  for (std::size_t i = 0; i < kChords.size(); ++i) {
    const Voicing& chord = kChords[i];
    const double start = 4.0 * static_cast<double>(i);
    const bool last = i + 1 == kChords.size();
    const double length = last ? 3.0 : 4.0;
    // The three upper voices are doubled an octave higher.
    for (std::size_t k = 0; k < chord.voices.size(); ++k) {
      if (k > 0) pen.note(kStrings, start, length - 0.1, chord.voices[k], 78);
      if (k > 2) pen.note(kViolins, start, length - 0.1, chord.voices[k] + 12, 88);
    }
    pen.note(kStrings, start, length - 0.1, chord.bass, 64);
    pen.note(kBass, start, last ? 3.0 : 2.9, chord.bass - 12 < 28 ? chord.bass : chord.bass - 12,
             78);
    if (!last) pen.note(kBass, start + 3, 0.95, chord.bass, 62);
    for (std::size_t k = 0; k < 5; ++k) {  // rolled from the lowest
      const double roll = 0.04 * static_cast<double>(k);
      pen.note(kPiano, start + roll, length - 0.3, chord.voices[k], 86);
    }
    if (last) continue;
    pen.note(kPiano, start + 2.5, 1.4, chord.voices[3], 70);
    pen.note(kPiano, start + 2.5, 1.4, chord.voices[5], 76);
    for (std::size_t k = 0; k < kBroken.size(); ++k) {
      const double beat = start + 0.5 * static_cast<double>(k);
      const int midi = chord.voices[static_cast<std::size_t>(kBroken[k])];
      pen.note(kGuitar, beat, start + 4.0 - beat, midi, k % 4 == 0 ? 100 : 88);
    }
  }
  return score;
}

// One bar of sixteen steps for one drum: 'o' soft, 'x' normal, 'X' accent.
void drum_line(Pen& pen, int bar, int midi, std::string_view steps) {
  for (std::size_t step = 0; step < steps.size(); ++step) {
    if (steps[step] == '.') continue;
    const int velocity = steps[step] == 'X' ? 122 : steps[step] == 'x' ? 98 : 52;
    // Odd sixteenths are late: 54 % swing.
    const double late = step % 2 == 1 ? 0.02 : 0.0;
    pen.hit(4.0 * bar + 0.25 * static_cast<double>(step) + late, midi, velocity);
  }
}

void write_break(Pen& pen, int bars) {
  constexpr std::array kKicks = {"X.x....x..X..x..", "X.x....x..x.....", "X.x...x...X..x..",
                                 "X.x....x........"};
  constexpr std::array kSnares = {"....X..o.o..X..o", "....X..o.o..X.ox", "....X..o.o.oX..o",
                                  "....X..o........"};
  constexpr std::array kHats = {"x.xox.xox.xox.x.", "x.xox.xox.xox.xo", "x.xox.xox.xox.x.",
                                "x.xox.xo........"};
  for (int bar = 0; bar < bars; ++bar) {
    const auto place = static_cast<std::size_t>(bar % 4);
    drum_line(pen, bar, kKick, kKicks[place]);
    drum_line(pen, bar, kSnare, kSnares[place]);
    drum_line(pen, bar, kHat, kHats[place]);
    if (place != 3) drum_line(pen, bar, kOpen, "..............x.");
    if (bar >= 4) drum_line(pen, bar, kTambourine, "..o...o...o...o.");
    if (bar % 4 == 0) pen.hit(4.0 * bar, kCrash, 96);
    if (bar % 8 == 3) {
      drum_line(pen, bar, kSnare, "........XoxXo...");
      drum_line(pen, bar, kHighTom, ".............x..");
      drum_line(pen, bar, kLowTom, "..............xX");
    } else if (bar % 8 == 7) {
      drum_line(pen, bar, kSnare, "........XxoX....");
      drum_line(pen, bar, kHighTom, "............Xx..");
      drum_line(pen, bar, kMidTom, "..............X.");
      drum_line(pen, bar, kLowTom, "...............X");
      drum_line(pen, bar, kKick, "........x...x...");
    }
  }
  pen.hit(4.0 * bars, kKick, 122);
  pen.hit(4.0 * bars, kCrash, 112);
}

Score compose_break() {
  constexpr int kBass = 0, kClavinet = 1, kGuitar = 2;
  constexpr int kBars = 8;
  struct Step {
    double beat, beats;
    int midi, velocity;
  };
  // A two-bar line on E7: root, octave and blue notes.
  constexpr std::array kLine = {
      Step{0.0, 0.45, 28, 108}, Step{0.77, 0.2, 40, 92},  Step{1.5, 0.2, 38, 88},
      Step{1.77, 0.4, 40, 100}, Step{2.5, 0.4, 28, 102},  Step{3.27, 0.2, 31, 88},
      Step{3.5, 0.4, 32, 96},   Step{4.0, 0.45, 28, 108}, Step{4.77, 0.2, 40, 92},
      Step{5.5, 0.2, 38, 90},   Step{5.77, 0.2, 35, 88},  Step{6.5, 0.2, 33, 94},
      Step{6.77, 0.2, 34, 90},  Step{7.0, 0.4, 35, 100},  Step{7.5, 0.35, 38, 96},
  };
  constexpr std::array kStabs = {0.5, 1.27, 2.0, 2.77, 3.5, 4.5, 5.27, 6.27, 6.77, 7.27};
  Score score;
  score.tempo_bpm = 110;
  score.seconds = 19.8;
  score.drum_kit = 16;
  score.effects = {0.35, 0.5, 0.25, 0};
  Pen pen(score, 23);
  pen.layer(kBass, 33, Role::bass, 112);
  pen.layer(kClavinet, 7, Role::chords, 84);
  pen.layer(kGuitar, 28, Role::chords, 80);
  write_break(pen, kBars);
  for (int pair = 0; pair < kBars / 2; ++pair) {
    const double start = 8.0 * pair;
    for (const Step& step : kLine) {
      pen.note(kBass, start + step.beat, step.beats, step.midi, step.velocity);
    }
    for (const double beat : kStabs) {
      for (const int midi : {56, 59, 62, 66}) pen.note(kClavinet, start + beat, 0.18, midi, 92);
    }
    for (int sixteenth = 0; sixteenth < 32; ++sixteenth) {
      if (pair == 0 || sixteenth % 4 == 0 || sixteenth % 8 == 5) continue;
      const double late = sixteenth % 2 == 1 ? 0.02 : 0.0;
      const int midi = sixteenth % 8 == 7 ? 67 : 64;
      pen.note(kGuitar, start + 0.25 * sixteenth + late, 0.15, midi, sixteenth % 4 == 2 ? 84 : 62);
    }
  }
  pen.note(kBass, 4.0 * kBars, 1.8, 28, 112);
  for (const int midi : {56, 62, 66, 67}) pen.note(kClavinet, 4.0 * kBars, 0.6, midi, 104);
  return score;
}

// Sets the RMS level and limits peaks with 2 ms lookahead and smooth gain changes, so nothing clips
// or clicks.
void master(std::vector<float>& samples) {
  double energy = 0;
  for (const float sample : samples) energy += static_cast<double>(sample) * sample;
  const double rms = std::sqrt(energy / static_cast<double>(samples.size()));
  const auto gain = static_cast<float>(std::pow(10.0, kLoudnessDb / 20) / std::max(rms, 1e-9));
  const auto reach = static_cast<std::size_t>(0.002 * kSampleRate);
  const std::size_t count = samples.size();
  std::vector<float> lowest(count, 1.0f);  // gain allowed by the peaks within reach
  for (std::size_t i = 0; i < count; ++i) {
    samples[i] *= gain;
    const float peak = std::abs(samples[i]);
    if (peak <= kHighestPeak) continue;
    const std::size_t first = i > reach ? i - reach : 0;
    for (std::size_t k = first; k < std::min(count, i + reach + 1); ++k) {
      lowest[k] = std::min(lowest[k], kHighestPeak / peak);
    }
  }
  const auto fade = static_cast<std::size_t>(0.4 * kSampleRate);
  for (std::size_t i = 0; i < count; ++i) {  // a moving average smooths the gain
    const std::size_t first = i > reach ? i - reach : 0;
    const std::size_t last = std::min(count, i + reach + 1);
    float sum = 0;
    for (std::size_t k = first; k < last; ++k) sum += lowest[k];
    const float end = std::min(1.0f, static_cast<float>(count - i) / static_cast<float>(fade));
    samples[i] *= sum / static_cast<float>(last - first) * end;
  }
}

void render(Synth& synth, Score score, const std::filesystem::path& out) {
  settle(score, synth.grid_seconds());
  const auto frames = static_cast<std::size_t>(std::lround(score.seconds * kSampleRate));
  std::vector<float> samples = synth.render_pitched(score, frames);
  const std::vector<float> drums = synth.render_drums(score, frames);
  for (std::size_t i = 0; i < frames; ++i) samples[i] += drums[i];
  master(samples);
  audio::write_sound(out, {kSampleRate, std::move(samples)});
}

}  // namespace

void render_demo_pieces(const std::filesystem::path& out_a, const std::filesystem::path& out_b,
                        const std::filesystem::path& soundfont) {
  Synth synth(soundfont.empty() ? default_soundfont() : soundfont, kSampleRate);
  render(synth, compose_pads(), out_a);
  render(synth, compose_break(), out_b);
}

}  // namespace hemiola::corpus
