// Chooses key, chords, groove, tempo and players, and runs the players.
#include "corpus/composer.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/random.h"
#include "corpus/frame.h"
#include "corpus/grooves.h"
#include "corpus/instruments.h"
#include "corpus/players.h"
#include "corpus/progressions.h"

namespace hemiola::corpus {
namespace {

enum class Ensemble { both, pitched_alone, drums_alone };

// Repeats the progression over the clip. All chords have one length, or two lengths alternate.
std::vector<ChordSpan> spread_chords(base::Random& random, const Frame& frame,
                                     const Progression& progression) {
  const double bar = frame.beats_per_bar;
  const double beat_seconds = 60.0 / frame.tempo_bpm;
  double length = random.pick(std::array{bar / 2, bar, bar, bar, 2 * bar});
  if (frame.beats_per_bar == 3) length = random.pick(std::array{bar, bar, 2 * bar});
  // 0.8 to 5 seconds: long enough to be heard, and several chords in a clip of twelve seconds.
  while (length * beat_seconds < 0.8) length *= 2;
  while (length * beat_seconds > 5.0 && length > 1) length = std::max(1.0, std::floor(length / 2));
  const bool uneven = random.chance(0.2) && std::fmod(length, 2.0) == 0;
  std::vector<ChordSpan> spans;
  double beat = 0;
  for (std::size_t i = 0; frame.seconds(beat) < frame.length_seconds; ++i) {
    double own = length;
    if (uneven) own += i % 2 == 0 ? length / 2 : -length / 2;
    ChordSpan span;
    span.chord = progression.chords[i % progression.chords.size()];
    span.start_beat = beat;
    span.end_beat = beat + own;
    beat += own;
    if (!spans.empty() && spans.back().chord == span.chord) {
      spans.back().end_beat = span.end_beat;
    } else {
      spans.push_back(span);
    }
  }
  for (ChordSpan& span : spans) {
    span.start_seconds = frame.seconds(span.start_beat);
    span.end_seconds = std::min(frame.seconds(span.end_beat), frame.length_seconds);
  }
  spans.front().start_seconds = 0;
  return spans;
}

void add_layer(base::Random& random, Split part, Role role, Use use, Score& score) {
  const Instrument& instrument = choose_instrument(random, part, use);
  Layer layer;
  layer.role = role;
  layer.program = instrument.program;
  layer.channel = static_cast<int>(score.layers.size());  // few layers, so never the drum channel 9
  layer.lowest = instrument.lowest;
  layer.highest = instrument.highest;
  layer.velocity = random.between(60, 105);
  layer.volume = random.between(70, 112);
  score.layers.push_back(layer);
}

// One or two chord players, optionally bass and melody; rarely only bass and melody.
void choose_layers(base::Random& random, Split part, Score& score) {
  const auto add_harmony = [&] {
    switch (random.weighted({0.35, 0.25, 0.15, 0.25})) {
      case 0:
        return add_layer(random, part, Role::chords, kChords, score);
      case 1:
        return add_layer(random, part, Role::arpeggio, kArpeggio, score);
      case 2:
        return add_layer(random, part, Role::strum, kStrum, score);
      default:
        return add_layer(random, part, Role::pad, kPad, score);
    }
  };
  const bool lines_only = random.chance(0.06);
  if (!lines_only) {
    add_harmony();
    if (random.chance(0.35)) add_harmony();
  }
  if (lines_only || random.chance(0.65)) add_layer(random, part, Role::bass, kBass, score);
  if (lines_only || random.chance(0.45)) add_layer(random, part, Role::melody, kMelody, score);
}

void write_layers(base::Random& random, const Frame& frame, Score& score) {
  for (const Layer& layer : score.layers) {
    switch (layer.role) {
      case Role::chords:
        write_chords(random, frame, layer, score.notes);
        break;
      case Role::arpeggio:
        write_arpeggio(random, frame, layer, score.notes);
        break;
      case Role::strum:
        write_strum(random, frame, layer, score.notes);
        break;
      case Role::pad:
        write_pad(random, frame, layer, score.notes);
        break;
      case Role::bass:
        write_bass(random, frame, layer, score.notes);
        break;
      case Role::melody:
        write_melody(random, frame, layer, score.notes);
        break;
    }
  }
}

Effects choose_effects(base::Random& random) {
  Effects effects;
  effects.room_size = random.uniform(0.1, 0.9);
  effects.damping = random.uniform(0.0, 0.8);
  effects.reverb_level = random.chance(0.25) ? 0.0 : random.uniform(0.1, 0.8);
  effects.chorus_level = random.chance(0.7) ? 0.0 : random.uniform(0.5, 2.5);
  return effects;
}

Frame choose_frame(base::Random& random, const Groove& groove, double seconds) {
  Frame frame;
  // Tempi near 112 BPM are more frequent, as in real music.
  frame.tempo_bpm = std::clamp(112 + 28 * random.normal(), 60.0, 180.0);
  if (random.chance(0.25)) frame.tempo_bpm = random.uniform(60, 180);
  frame.drift = random.chance(0.3) ? random.uniform(-0.05, 0.05) : 0.0;
  frame.swing = groove.swing;
  frame.lead_in_seconds = random.uniform(0.0, 0.25);
  frame.length_seconds = seconds;
  frame.beats_per_bar = groove.beats;
  frame.steps_per_beat = groove.steps_per_beat;
  frame.looseness_seconds = random.pick(std::array{0.0, 0.003, 0.006, 0.012});
  return frame;
}

}  // namespace

Score compose(std::uint64_t seed, Split part, double seconds) {
  base::Random random(seed);
  Score score;
  score.seed = seed;
  score.seconds = seconds;
  const auto ensemble = static_cast<Ensemble>(random.weighted({0.80, 0.14, 0.06}));
  const Groove groove = choose_groove(random, part);
  Frame frame = choose_frame(random, groove, seconds);
  Progression progression = choose_progression(random, part);
  score.key = random.below(12);
  transpose(progression, score.key);
  frame.scale = progression.scale;
  frame.chords = spread_chords(random, frame, progression);
  score.effects = choose_effects(random);
  score.tempo_bpm = frame.tempo_bpm;
  score.drift = frame.drift;
  score.beats_per_bar = frame.beats_per_bar;
  score.mode = progression.mode;
  score.progression = progression.source;
  score.groove = "none";
  score.feel = "none";
  if (ensemble != Ensemble::drums_alone) {
    score.chords = frame.chords;
    choose_layers(random, part, score);
    write_layers(random, frame, score);
  }
  if (ensemble != Ensemble::pitched_alone) {
    score.groove = groove.name;
    score.feel = groove.feel;
    score.drum_kit = random.pick(drum_kits(part));
    write_drums(random, frame, groove, frame.end_beat(), score.drums);
  }
  return score;
}

}  // namespace hemiola::corpus
