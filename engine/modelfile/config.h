// Configuration of a model: sizes, frame geometry, training record. Stored in the file's header.
#pragma once

#include <cstdint>
#include <string>

#include "features/geometry.h"

namespace hemiola::modelfile {

enum class Preset { pitch, paper };

// Rate at which sound networks are trained, hertz; at others their spectrum is interpolated.
constexpr double kSoundRate = 44100;

// Sizes of the optional sound network, which maps log bands to a spectrum.
struct SoundShape {
  int width = 0;                   // channels; 0: no sound network
  double bin_hz = 44100.0 / 2048;  // distance of its bins
  int bins = 776;                  // up to 16.7 kHz
  int knots = 16;                  // points of the envelope within a frame
  int air = 8;                     // noise bands above the model's bands, up to 20.5 kHz
  // Each tone has one gain; false, as in files of before: each bin, whatever tones are in it.
  bool gain_per_tone = true;

  int noise_bands(int bands) const { return bands + air; }
  int outputs(int bands) const { return bands + 2 * bins + 2 * knots + 2 * noise_bands(bands); }
};
constexpr int kUsualSoundWidth = 256;
// Length of its frames: half of it is delay. Phase integration, which plays without a sound
// network, needs longer ones (Geometry's).
constexpr double kSoundWindowSeconds = 0.0232;
// For this geometry's synthesis frames. Throws std::invalid_argument if they don't overlap.
SoundShape sound_shape(const features::Geometry& geometry, int width);

struct Config {
  Preset preset = Preset::pitch;
  features::Geometry geometry;
  int places = 108;            // positions of harmony, one per semitone
  int channels_per_place = 1;  // of harmony
  int rhythm = 64;             // channels of rhythm, loudness included
  int width = 32;              // channels of the encoder's convolutions along pitch
  int decoder_width = 48;      // channels of the decoder's convolutions
  int lookahead_frames = 0;
  SoundShape sound;
  bool note_map = false;  // whether the model has a map from notes to harmony (patchbay/note_map.h)
  bool note_reader = false;  // and one from harmony to notes (patchbay/note_reader.h)
  bool beat_map = false;     // and one from hits to rhythm (patchbay/beat_map.h)
  std::string record;        // the training record, JSON

  // Index of the loudness channel in rhythm; -1 in the paper preset, which has none.
  int loudness_channel() const { return preset == Preset::pitch ? rhythm - 1 : -1; }
};

// Configuration of the published architecture (Wu, DAFx-23).
Config paper_config();
std::string to_json(const Config& config);
// Throws std::runtime_error with the name of a missing or out-of-range field.
Config config_from_json(const std::string& text);

}  // namespace hemiola::modelfile
