// The tensors that a model file of the pitch preset must hold.
#include "model/tensor_shapes.h"

#include <span>
#include <stdexcept>

#include "modelfile/network_shapes.h"
#include "patchbay/beat_map.h"
#include "patchbay/note_map.h"

namespace hemiola::model {
using namespace modelfile;

namespace {

class Shapes {
 public:
  void add(const std::string& name, TensorShape shape) { shapes_[name] = std::move(shape); }
  // A kernel of frames x rows.
  void add_convolution(const std::string& name, int in, int out, int frames, int rows) {
    add(name + ".weight", {out, in, frames, rows});
    add(name + ".bias", {out});
  }
  void add_linear(const std::string& name, int in, int out) {
    add(name + ".weight", {out, in});
    add(name + ".bias", {out});
  }
  void add_tower(const std::string& name, int width, std::span<const int> frame_dilations) {
    for (std::size_t i = 0; i < frame_dilations.size(); ++i) {
      const std::string block = name + ".block" + std::to_string(i);
      add_convolution(block + ".rows", width, width, 1, kTowerRows);
      add_convolution(block + ".frames", width, width, kFrames, 1);
    }
  }
  std::map<std::string, TensorShape> take() { return std::move(shapes_); }

 private:
  std::map<std::string, TensorShape> shapes_;
};

void add_encoder(const Config& c, Shapes& shapes) {
  shapes.add_convolution("harmony_in", 1, c.width, kFrames, kNarrowRows);
  shapes.add_tower("harmony_tower", c.width, kHarmonyDilations);
  // Means and deviations.
  shapes.add_convolution("harmony_out", c.width, 2 * c.channels_per_place, 1, 1);
  const int widths[] = {1, kRhythmWidth / 4, kRhythmWidth / 2, kRhythmWidth};
  for (int i = 0; i < kRhythmLayers; ++i)
    shapes.add_convolution("rhythm_in" + std::to_string(i), widths[i], widths[i + 1], kFrames,
                           kNarrowRows);
  shapes.add_linear("rhythm_out", kRhythmWidth * rhythm_rows(c.geometry.bands), 2 * (c.rhythm - 1));
  shapes.add("harmony_scale", {c.channels_per_place});
  shapes.add("rhythm_scale", {c.rhythm});
}

void add_decoder(const Config& c, Shapes& shapes) {
  shapes.add_linear("spread", c.rhythm - 1, kSpread * c.places);
  shapes.add("position", {1, kPositionChannels, 1, c.places});
  shapes.add_convolution("join", c.channels_per_place + kSpread + kPositionChannels,
                         c.decoder_width, 1, 1);
  shapes.add_tower("decoder_tower", c.decoder_width, kDecoderDilations);
  shapes.add_convolution("decoder_out", c.decoder_width, kBandsPerPlace, 1, kNarrowRows);
}

void add_sound(const Config& c, Shapes& shapes) {
  const int width = c.sound.width;
  shapes.add_convolution("sound.in", 2 * c.geometry.bands, width, kHeardFrames, 1);
  for (std::size_t i = 0; i < kSoundDilations.size(); ++i) {
    const std::string block = "sound.block" + std::to_string(i);
    shapes.add_convolution(block + ".look", width, width, kLookFrames, 1);
    shapes.add_convolution(block + ".mix", width, width, 1, 1);
  }
  shapes.add_convolution("sound.out", width, c.sound.outputs(c.geometry.bands), 1, 1);
}

void add_maps(const Config& c, Shapes& shapes) {
  constexpr int kReach = patchbay::NoteMapView::kReach;
  if (c.note_map) {
    shapes.add("notes.kernel", {patchbay::NoteMapView::kRegisters * kReach, c.channels_per_place});
    shapes.add("notes.bias", {c.places, c.channels_per_place});
  }
  if (c.note_reader) {
    shapes.add("notes.reader_kernel", {kReach, c.channels_per_place});
    shapes.add("notes.reader_bias", {c.places, 1});
  }
  if (c.beat_map) {
    shapes.add("beats.kernel", {patchbay::BeatMapView::kRows, c.rhythm});
    for (const char* name : {"beats.bias", "beats.silence", "beats.lowest", "beats.highest"})
      shapes.add(name, {c.rhythm});
  }
}

}  // namespace

std::map<std::string, TensorShape> tensor_shapes(const Config& config) {
  if (config.preset != Preset::pitch)
    throw std::invalid_argument("only the pitch preset has a table of its tensors");
  Shapes shapes;
  add_encoder(config, shapes);
  add_decoder(config, shapes);
  if (config.sound.width > 0) add_sound(config, shapes);
  add_maps(config, shapes);
  return shapes.take();
}

}  // namespace hemiola::model
