// What a model is: its sizes, its frame geometry and how it was trained. Stored in the file's
// header.
#pragma once

#include <cstdint>
#include <string>

#include "features/geometry.h"

namespace hemiola::model {

enum class Preset { pitch, paper };

// The learned way to sound: a network from bands to a spectrum. A model may come without one.
struct SoundShape {
  int width = 0;                   // channels; 0: none
  double bin_hz = 44100.0 / 2048;  // the bins that it speaks of
  int bins = 776;                  // to 16.7 kHz
  int knots = 16;                  // of the shape of a frame in time
  int air = 8;                     // bands of noise above the model's own: to 20.5 kHz

  int noise_bands(int bands) const { return bands + air; }
  int outputs(int bands) const { return bands + 2 * bins + 2 * knots + 2 * noise_bands(bands); }
};
constexpr int kUsualSoundWidth = 256;

struct Config {
  Preset preset = Preset::pitch;
  features::Geometry geometry;
  int places = 108;          // semitones along which harmony lies
  int channels_a_place = 1;  // of harmony
  int rhythm = 64;           // channels of rhythm, loudness included
  int width = 32;            // channels of the encoder's convolutions along pitch
  int decoder_width = 48;    // the same of the decoder
  int lookahead_frames = 0;
  SoundShape sound;
  std::string record;  // the training record, JSON

  // Which channel of rhythm is the loudness; -1 where there is none.
  int loudness_channel() const { return preset == Preset::pitch ? rhythm - 1 : -1; }
};

Config paper_config();
std::string to_json(const Config& config);
// Throws std::runtime_error naming the field that is missing or out of range.
Config config_from_json(const std::string& text);

}  // namespace hemiola::model
