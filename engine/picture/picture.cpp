// Spectrograms of sounds above the two latents, on one time axis, as a PNG.
#include "picture/picture.h"

#include <algorithm>
#include <cmath>

#include "features/analysis.h"
#include "picture/canvas.h"

namespace hemiola::picture {
namespace {

constexpr int kWidth = 1500, kLeft = 92, kRight = 24, kTop = 56, kBottom = 48;
constexpr int kSoundHeight = 190, kHarmonyHeight = 190, kRhythmHeight = 110, kGap = 34;
constexpr double kRangeNats = 8;  // 70 dB below the loudest band

class Page {
 public:
  Page(Canvas& canvas, double seconds) : canvas_(canvas), seconds_(seconds) {}

  double x(double seconds) const { return kLeft + seconds / seconds_ * (kWidth - kLeft - kRight); }

  // Starts a panel; returns its box.
  Box panel(const std::string& title, int height) {
    canvas_.text(kLeft, y_ - 6, title, 14, 0, true);
    const Box box{kLeft, y_, kWidth - kLeft - kRight, static_cast<double>(height)};
    y_ += height + kGap;
    return box;
  }

  void scale(const Box& box, double fraction, const std::string& label) {
    const double y = box.y + box.height * (1 - fraction);
    canvas_.line(box.x - 5, y, box.x, y, 0.8);
    canvas_.text(box.x - 9, y + 4, label, 11, 1);
  }

  void time_axis(const Box& last) {
    const double y = last.y + last.height;
    const double step = seconds_ > 60 ? 10 : seconds_ > 20 ? 2 : seconds_ > 5 ? 1 : 0.5;
    for (double t = 0; t <= seconds_; t += step) {
      canvas_.line(x(t), y, x(t), y + 5, 0.8);
      char label[16];
      std::snprintf(label, sizeof label, step < 1 ? "%.1f" : "%.0f", t);
      canvas_.text(x(t), y + 18, label, 11, 0.5);
    }
    canvas_.text(kLeft + (kWidth - kLeft - kRight) / 2.0, y + 36, "time, seconds", 12, 0.5);
  }

 private:
  Canvas& canvas_;
  double seconds_;
  double y_ = kTop + 8;
};

void draw_sound(Canvas& canvas, Page& page, const std::string& name, const audio::Sound& sound) {
  const features::Geometry geometry;
  const auto tables = features::make_analysis_tables(geometry, sound.sample_rate);
  const std::vector<float> bands = features::analyse(tables, sound.samples);
  const int rows = geometry.bands, frames = static_cast<int>(bands.size()) / rows;
  if (frames == 0) return;
  const float loudest = *std::max_element(bands.begin(), bands.end());
  Box box = page.panel(name, kSoundHeight);
  const Box whole = box;
  const double seconds = static_cast<double>(sound.samples.size()) / sound.sample_rate;
  box.width = page.x(seconds) - box.x;
  canvas.image(box, frames, rows, [&](int frame, int row) {
    return 1 + (bands[static_cast<std::size_t>(frame) * rows + row] - loudest) / kRangeNats;
  });
  for (const auto& [hz, label] : {std::pair{55.0, "55 Hz"},
                                  {220.0, "220"},
                                  {880.0, "880"},
                                  {3520.0, "3.5 k"},
                                  {14080.0, "14 k"}})
    page.scale(whole, std::log2(hz / geometry.lowest_hz) * geometry.bands_per_octave / rows, label);
}

// 99.9th percentile of the magnitudes: the range of the colours.
double range_of(std::vector<float> values) {
  if (values.empty()) return 1;
  for (auto& v : values) v = std::abs(v);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(0.999 * (values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return std::max(1e-6f, *at);
}

void draw_latents(Canvas& canvas, Page& page, const LatentTracks& l) {
  const int channels = l.shape.channels_per_place;
  const auto frames = static_cast<int>(l.rhythm.size()) / std::max(1, l.shape.rhythm);
  const double width = page.x(l.first_seconds + frames * l.frame_seconds) - page.x(0);
  Box box = page.panel(
      "harmony latent: " + (channels == 1 ? std::string("the magnitude of each semitone's channel")
                                          : "its " + std::to_string(channels) +
                                                " channels per semitone, their magnitudes added"),
      kHarmonyHeight);
  const Box whole = box;
  box.x = page.x(l.first_seconds);
  box.width = width - (box.x - whole.x);
  const auto strength = [&](int frame, int place) {
    double sum = 0;
    for (int c = 0; c < channels; ++c)
      sum += std::abs(
          l.harmony[(static_cast<std::size_t>(frame) * l.shape.places + place) * channels + c]);
    return sum;
  };
  const double loudest = channels * range_of(l.harmony);
  canvas.image(box, frames, l.shape.places, [&](int frame, int place) {
    return std::sqrt(strength(frame, place) / loudest);  // makes weak values visible
  });
  for (int octave = 1; 12 * octave <= l.shape.places; octave += 2)
    page.scale(whole, 12.0 * octave / l.shape.places, "C" + std::to_string(octave + 1));

  box = page.panel("rhythm latent: its " + std::to_string(l.shape.rhythm) + " channels",
                   kRhythmHeight);
  const Box rhythm = box;
  box.x = page.x(l.first_seconds);
  box.width = width - (box.x - rhythm.x);
  const double range = range_of(l.rhythm);
  canvas.signed_image(box, frames, l.shape.rhythm, [&](int frame, int row) {
    return l.rhythm[static_cast<std::size_t>(frame) * l.shape.rhythm + row] / range;
  });
  page.scale(rhythm, 1.0, "63");
  page.scale(rhythm, 0.0, "0");
  page.time_axis(rhythm);
}

}  // namespace

void draw(const std::vector<std::pair<std::string, audio::Sound>>& sounds,
          const LatentTracks& latents, const std::filesystem::path& path,
          const std::vector<Section>& sections) {
  double seconds = 0.1;
  for (const auto& [name, sound] : sounds)
    seconds = std::max(seconds, static_cast<double>(sound.samples.size()) / sound.sample_rate);
  const int height = kTop + kBottom + static_cast<int>(sounds.size()) * (kSoundHeight + kGap) +
                     kHarmonyHeight + kGap + kRhythmHeight;
  Canvas canvas(kWidth, height);
  Page page(canvas, seconds);
  for (const auto& [name, sound] : sounds) draw_sound(canvas, page, name, sound);
  draw_latents(canvas, page, latents);
  for (const auto& section : sections) {
    canvas.line(page.x(section.start_seconds), 24, page.x(section.start_seconds), height - kBottom,
                0.5);
    canvas.text(page.x(section.start_seconds) + 5, 34, section.name, 13, 0, true);
  }
  canvas.write_png(path);
}

}  // namespace hemiola::picture
