// Multiply-adds per frame, to compare measured times with the peak rate of a machine.
#include "modelfile/cost.h"

#include <span>
#include <stdexcept>

#include "modelfile/network_shapes.h"

namespace hemiola::modelfile {
namespace {

double conv(int in, int out, int kernel, int out_rows) {
  return static_cast<double>(in) * out * kernel * out_rows;
}

double tower(int width, std::size_t blocks, int rows) {
  return static_cast<double>(blocks) * conv(width, width, kTowerRows + kFrames, rows);
}

}  // namespace

MultiplyAdds multiply_adds(const Config& c) {
  if (c.preset != Preset::pitch)
    throw std::invalid_argument("only the pitch preset runs frame by frame");
  MultiplyAdds sum;
  sum.encode = conv(1, c.width, kFrames * kNarrowRows, c.places) +
               tower(c.width, kHarmonyDilations.size(), c.places) +
               conv(c.width, c.channels_per_place, 1, c.places);
  const int widths[] = {1, kRhythmWidth / 4, kRhythmWidth / 2, kRhythmWidth};
  int rows = c.geometry.bands;
  for (int i = 0; i < kRhythmLayers; ++i) {
    rows = (rows - 1) / kRhythmStride + 1;
    sum.encode += conv(widths[i], widths[i + 1], kFrames * kNarrowRows, rows);
  }
  sum.encode += conv(kRhythmWidth, c.rhythm - 1, rows, 1);
  sum.decode =
      conv(c.rhythm - 1, kSpread, 1, c.places) +
      conv(c.channels_per_place + kSpread + kPositionChannels, c.decoder_width, 1, c.places) +
      tower(c.decoder_width, kDecoderDilations.size(), c.places) +
      conv(c.decoder_width, kBandsPerPlace, kNarrowRows, c.places);
  return sum;
}

}  // namespace hemiola::modelfile
