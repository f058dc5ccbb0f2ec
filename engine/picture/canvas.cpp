// Draws text, rectangles and images of numbers on a Cairo surface.
#include "picture/canvas.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <stdexcept>

namespace hemiola::picture {
namespace {

unsigned pack(double r, double g, double b) {
  const auto byte = [](double x) {
    return static_cast<unsigned>(std::lround(255 * std::clamp(x, 0.0, 1.0)));
  };
  return 0xff000000u | byte(r) << 16 | byte(g) << 8 | byte(b);
}

// Dark blue through violet and orange to pale yellow. Brightness always increases, so it is
// readable in greyscale print and for colour-blind people.
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

// Replaces invalid bytes by U+FFFD: Cairo stops drawing after text that is not UTF-8.
std::string as_utf8(const std::string& text) {
  std::string clean;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xc2 && lead < 0xe0 ? 2
                               : lead >= 0xe0 && lead < 0xf0 ? 3
                               : lead >= 0xf0 && lead < 0xf5 ? 4
                                                             : 0;
    const std::string character = text.substr(i, length);
    const bool whole = length > 0 && character.size() == length &&
                       std::all_of(character.begin() + 1, character.end(), [](char c) {
                         return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
                       });
    clean += whole ? character : "\xef\xbf\xbd";
    i += whole ? length : 1;
  }
  return clean;
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

void Canvas::set_font(double size, bool bold) {
  cairo_select_font_face(cairo_, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                         bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cairo_, size);
}

void Canvas::set_ink(const Ink& ink) {
  cairo_set_source_rgba(cairo_, ink.red, ink.green, ink.blue, ink.alpha);
}

void Canvas::text(double x, double y, const std::string& what, double size, double anchor,
                  bool bold, const Ink& ink) {
  const double width = text_width(what, size, bold);
  set_ink(ink);
  cairo_move_to(cairo_, x - anchor * width, y);
  cairo_show_text(cairo_, as_utf8(what).c_str());
}

double Canvas::text_width(const std::string& what, double size, bool bold) {
  set_font(size, bold);
  cairo_text_extents_t extents;
  cairo_text_extents(cairo_, as_utf8(what).c_str(), &extents);
  return extents.x_advance;
}

void Canvas::line(double x0, double y0, double x1, double y1, double alpha) {
  set_ink({kBlack.red, kBlack.green, kBlack.blue, alpha});
  cairo_set_line_width(cairo_, 1);
  cairo_move_to(cairo_, std::floor(x0) + 0.5, std::floor(y0) + 0.5);
  cairo_line_to(cairo_, std::floor(x1) + 0.5, std::floor(y1) + 0.5);
  cairo_stroke(cairo_);
}

void Canvas::polyline(const std::vector<Point>& points, double width, const Ink& ink,
                      const Box& within) {
  cairo_save(cairo_);
  cairo_rectangle(cairo_, within.x, within.y, within.width, within.height);
  cairo_clip(cairo_);
  set_ink(ink);
  cairo_set_line_width(cairo_, width);
  cairo_set_line_join(cairo_, CAIRO_LINE_JOIN_ROUND);
  for (const Point& point : points) cairo_line_to(cairo_, point.x, point.y);
  cairo_stroke(cairo_);
  cairo_restore(cairo_);
}

void Canvas::fill(const Box& box, const Ink& ink) {
  set_ink(ink);
  cairo_rectangle(cairo_, box.x, box.y, box.width, box.height);
  cairo_fill(cairo_);
}

void Canvas::circle(double x, double y, double radius, const Ink& ink) {
  set_ink(ink);
  cairo_new_path(cairo_);
  cairo_arc(cairo_, x, y, radius, 0, 2 * std::numbers::pi);
  cairo_fill(cairo_);
}

void Canvas::polygon(double x, double y, double radius, int corners, bool turned, const Ink& ink) {
  set_ink(ink);
  cairo_new_path(cairo_);
  for (int corner = 0; corner < corners; ++corner) {
    const double angle = 2 * std::numbers::pi * (corner + (turned ? 0.5 : 0)) / corners;
    cairo_line_to(cairo_, x + radius * std::sin(angle), y - radius * std::cos(angle));
  }
  cairo_fill(cairo_);
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
  cairo_status_t status = cairo_status(cairo_);  // Cairo stops drawing at its first error
  if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_write_to_png(surface_, path.c_str());
  if (status != CAIRO_STATUS_SUCCESS)
    throw std::runtime_error(path.string() + ": the picture could not be written (" +
                             cairo_status_to_string(status) + ")");
}

}  // namespace hemiola::picture
