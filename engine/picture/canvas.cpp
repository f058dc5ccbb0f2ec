// What the pictures draw with: text, rectangles and images of numbers on a Cairo surface.
#include "picture/canvas.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>

namespace hemiola::picture {
namespace {

unsigned pack(double r, double g, double b) {
  const auto byte = [](double x) {
    return static_cast<unsigned>(std::lround(255 * std::clamp(x, 0.0, 1.0)));
  };
  return 0xff000000u | byte(r) << 16 | byte(g) << 8 | byte(b);
}

// Dark blue over violet and orange to pale yellow: brightness grows all the way, so that it reads
// in grey print and by colour-blind eyes too.
unsigned heat(double x) {
  const double t = std::clamp(x, 0.0, 1.0);
  return pack(std::pow(t, 0.75) * 1.05, std::pow(t, 1.9),
              0.16 + 0.75 * t - 1.75 * t * t + 1.45 * t * t * t * t);
}

unsigned blue_white_red(double x) {
  const double t = std::clamp(x, -1.0, 1.0);
  return t < 0 ? pack(1 + 0.9 * t, 1 + 0.65 * t, 1 + 0.25 * t)
               : pack(1 - 0.2 * t, 1 - 0.85 * t, 1 - 0.85 * t);
}

}  // namespace

Canvas::Canvas(int width, int height)
    : surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)),
      cairo_(cairo_create(surface_)) {
  cairo_set_source_rgb(cairo_, 1, 1, 1);
  cairo_paint(cairo_);
}

Canvas::~Canvas() {
  cairo_destroy(cairo_);
  cairo_surface_destroy(surface_);
}

void Canvas::text(double x, double y, const std::string& what, double size, double anchor,
                  bool bold) {
  cairo_select_font_face(cairo_, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                         bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cairo_, size);
  cairo_text_extents_t extents;
  cairo_text_extents(cairo_, what.c_str(), &extents);
  cairo_set_source_rgb(cairo_, 0.1, 0.1, 0.15);
  cairo_move_to(cairo_, x - anchor * extents.x_advance, y);
  cairo_show_text(cairo_, what.c_str());
}

void Canvas::line(double x0, double y0, double x1, double y1, double alpha) {
  cairo_set_source_rgba(cairo_, 0.1, 0.1, 0.15, alpha);
  cairo_set_line_width(cairo_, 1);
  cairo_move_to(cairo_, std::floor(x0) + 0.5, std::floor(y0) + 0.5);
  cairo_line_to(cairo_, std::floor(x1) + 0.5, std::floor(y1) + 0.5);
  cairo_stroke(cairo_);
}

void Canvas::paint(const Box& box, int columns, int rows,
                   const std::function<double(int, int)>& value, Colour colour) {
  if (columns < 1 || rows < 1) return;
  cairo_surface_t* image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, columns, rows);
  auto* pixels = cairo_image_surface_get_data(image);
  const int stride = cairo_image_surface_get_stride(image);
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < columns; ++column)
      reinterpret_cast<std::uint32_t*>(pixels + (rows - 1 - row) * stride)[column] =
          colour(value(column, row));
  cairo_surface_mark_dirty(image);
  cairo_save(cairo_);
  cairo_rectangle(cairo_, box.x, box.y, box.width, box.height);
  cairo_clip(cairo_);
  cairo_translate(cairo_, box.x, box.y);
  cairo_scale(cairo_, box.width / columns, box.height / rows);
  cairo_set_source_surface(cairo_, image, 0, 0);
  cairo_pattern_set_filter(cairo_get_source(cairo_), CAIRO_FILTER_GOOD);
  cairo_paint(cairo_);
  cairo_restore(cairo_);
  cairo_surface_destroy(image);
}

void Canvas::image(const Box& box, int columns, int rows,
                   const std::function<double(int, int)>& value) {
  paint(box, columns, rows, value, heat);
}

void Canvas::signed_image(const Box& box, int columns, int rows,
                          const std::function<double(int, int)>& value) {
  paint(box, columns, rows, value, blue_white_red);
}

void Canvas::write_png(const std::filesystem::path& path) {
  const cairo_status_t status = cairo_surface_write_to_png(surface_, path.c_str());
  if (status != CAIRO_STATUS_SUCCESS)
    throw std::runtime_error(path.string() + ": the picture could not be written (" +
                             cairo_status_to_string(status) + ")");
}

}  // namespace hemiola::picture
