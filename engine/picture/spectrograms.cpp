// Spectrograms of input and output, side by side on one colour scale, as a PNG.
#include "picture/spectrograms.h"

#include <algorithm>
#include <cmath>

#include "features/geometry.h"
#include "picture/canvas.h"
#include "picture/scale.h"

namespace hemiola::picture {
namespace {

constexpr double kLeft = 58, kWidth = 380, kHeight = 180, kTitle = 36, kColumnGap = 26;
constexpr double kBottom = 50, kLegend = 86;
constexpr double kRangeNats = 8;  // 70 dB

int frames_of(const Spectrogram& s) {
  return s.bands < 1 ? 0 : static_cast<int>(s.log_bands.size() / static_cast<std::size_t>(s.bands));
}

float loudest_of(const std::vector<Spectrogram>& all) {
  float loudest = -1e30f;
  for (const Spectrogram& s : all)
    for (const float value : s.log_bands)
      if (std::isfinite(value)) loudest = std::max(loudest, value);
  return loudest;
}

void draw_bands(Canvas& canvas, const Spectrogram& s, const Box& box, float loudest) {
  canvas.image(box, frames_of(s), s.bands, [&](int frame, int band) {
    const float value = s.log_bands[static_cast<std::size_t>(frame) * s.bands + band];
    return std::isfinite(value) ? 1 + (value - loudest) / kRangeNats : 0.0;
  });
}

void draw_one(Canvas& canvas, const Spectrogram& s, const Box& box, int longest, float loudest) {
  canvas.text(box.x, box.y - 7, s.name, 13, 0, true);
  canvas.fill(box, {0.94, 0.94, 0.95});
  const int frames = frames_of(s);
  if (frames == 0) {
    canvas.text(box.x + box.width / 2, box.y + box.height / 2, "no frames", 12, 0.5);
    return;
  }
  draw_bands(canvas, s, {box.x, box.y, box.width * frames / longest, box.height}, loudest);
}

void label_pitch(Canvas& canvas, const Box& box, int bands) {
  const features::Geometry geometry;
  if (bands != geometry.bands) return;
  for (const auto& [hz, label] :
       {std::pair{55.0, "55 Hz"}, {220.0, "220"}, {880.0, "880"}, {3520.0, "3.5 k"}}) {
    const double band = std::log2(hz / geometry.lowest_hz) * geometry.bands_per_octave;
    const double y = box.y + box.height * (1 - (band + 0.5) / bands);
    canvas.line(box.x - 5, y, box.x, y, 0.8);
    canvas.text(box.x - 9, y + 4, label, 11, 1);
  }
}

void label_time(Canvas& canvas, const Box& box, double seconds) {
  const double bottom = box.y + box.height;
  const Scale scale(0, seconds);
  for (const Tick& tick : scale.ticks(7)) {
    const double x = box.x + box.width * scale.fraction(tick.value);
    canvas.line(x, bottom, x, bottom + 5, 0.8);
    canvas.text(x, bottom + 18, tick.label, 11, 0.5);
  }
  canvas.text(box.x + box.width / 2, bottom + 36, "time, seconds", 12, 0.5);
}

void label_colours(Canvas& canvas, const Box& bar) {
  constexpr int kSteps = 128;
  canvas.image(bar, 1, kSteps, [](int, int step) { return (step + 0.5) / kSteps; });
  constexpr double kDbPerNat = 8.685889638;
  for (int db = 0; db >= -60; db -= 20) {
    const double y = bar.y + bar.height * -db / (kRangeNats * kDbPerNat);
    canvas.line(bar.x + bar.width, y, bar.x + bar.width + 5, y, 0.8);
    canvas.text(bar.x + bar.width + 9, y + 4, db == 0 ? "0 dB" : "\u2212" + std::to_string(-db),
                11);
  }
}

}  // namespace

void draw_spectrograms(const std::vector<Spectrogram>& rows, int columns, double frame_seconds,
                       const std::filesystem::path& path) {
  const int count = static_cast<int>(rows.size());
  columns = std::clamp(columns, 1, std::max(1, count));
  const int lines = std::max(1, (count + columns - 1) / columns);
  const double column_width = kWidth + kColumnGap, line_height = kTitle + kHeight;
  int longest = 1;
  for (const Spectrogram& s : rows) longest = std::max(longest, frames_of(s));
  const float loudest = loudest_of(rows);
  Canvas canvas(static_cast<int>(kLeft + columns * column_width + kLegend - kColumnGap),
                static_cast<int>(lines * line_height + kBottom));
  for (int i = 0; i < count; ++i) {
    const int column = i % columns, line = i / columns;
    const Box box{kLeft + column * column_width, line * line_height + kTitle, kWidth, kHeight};
    draw_one(canvas, rows[i], box, longest, loudest);
    if (column == 0) label_pitch(canvas, box, rows[i].bands);
    if (i + columns >= count) label_time(canvas, box, longest * frame_seconds);
  }
  label_colours(canvas, {kLeft + columns * column_width - kColumnGap + 18, kTitle, 14, kHeight});
  canvas.write_png(path);
}

void draw_strip(const Spectrogram& spectrogram, const std::filesystem::path& path) {
  constexpr int kStripWidth = 960, kStripHeight = 240;
  Canvas canvas(kStripWidth, kStripHeight);
  if (frames_of(spectrogram) > 0)
    draw_bands(canvas, spectrogram, {0, 0, kStripWidth, kStripHeight}, loudest_of({spectrogram}));
  canvas.write_png(path);
}

}  // namespace hemiola::picture
