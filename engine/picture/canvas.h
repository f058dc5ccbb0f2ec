// What the pictures draw with: text, rectangles and images of numbers on a Cairo surface.
#pragma once

#include <cairo.h>

#include <filesystem>
#include <functional>
#include <string>

namespace hemiola::picture {

struct Box {
  double x, y, width, height;
};

class Canvas {
 public:
  Canvas(int width, int height);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  // anchor 0 puts x at the text's left edge, 0.5 at its middle, 1 at its right edge.
  void text(double x, double y, const std::string& what, double size, double anchor = 0,
            bool bold = false);
  void line(double x0, double y0, double x1, double y1, double alpha);
  // value(column, row) in 0 .. 1, row 0 at the bottom, through the colour map.
  void image(const Box& box, int columns, int rows, const std::function<double(int, int)>& value);
  // The same for values in -1 .. 1: blue, white, red.
  void signed_image(const Box& box, int columns, int rows,
                    const std::function<double(int, int)>& value);
  // Throws std::runtime_error: path, reason.
  void write_png(const std::filesystem::path& path);

 private:
  using Colour = unsigned (*)(double);
  void paint(const Box& box, int columns, int rows, const std::function<double(int, int)>& value,
             Colour colour);
  cairo_surface_t* surface_;
  cairo_t* cairo_;
};

}  // namespace hemiola::picture
