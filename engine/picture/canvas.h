// Draws text, rectangles and images of numbers on a Cairo surface.
#pragma once

#include <cairo.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace hemiola::picture {

struct Box {
  double x, y, width, height;
};

struct Point {
  double x, y;
};

struct Ink {
  double red, green, blue, alpha = 1;
};
inline constexpr Ink kBlack{0.1, 0.1, 0.15};

class Canvas {
 public:
  Canvas(int width, int height);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  // anchor: x is the text's left edge (0), middle (0.5) or right edge (1).
  void text(double x, double y, const std::string& what, double size, double anchor = 0,
            bool bold = false, const Ink& ink = kBlack);
  double text_width(const std::string& what, double size, bool bold = false);
  void line(double x0, double y0, double x1, double y1, double alpha);
  // Clipped to `within`.
  void polyline(const std::vector<Point>& points, double width, const Ink& ink, const Box& within);
  void fill(const Box& box, const Ink& ink);
  void circle(double x, double y, double radius, const Ink& ink);
  // With a corner at the top, or rotated by half a side.
  void polygon(double x, double y, double radius, int corners, bool turned, const Ink& ink);
  // value(column, row) in 0 .. 1, row 0 at the bottom, as colours of the heat map.
  void image(const Box& box, int columns, int rows, const std::function<double(int, int)>& value);
  // The same for values in -1 .. 1: blue, white, red.
  void signed_image(const Box& box, int columns, int rows,
                    const std::function<double(int, int)>& value);
  // Throws std::runtime_error: path, reason.
  void write_png(const std::filesystem::path& path);

 private:
  void set_font(double size, bool bold);
  void set_ink(const Ink& ink);
  using Colour = unsigned (*)(double);
  void paint(const Box& box, int columns, int rows, const std::function<double(int, int)>& value,
             Colour colour);
  cairo_surface_t* surface_;
  cairo_t* cairo_;
};

}  // namespace hemiola::picture
