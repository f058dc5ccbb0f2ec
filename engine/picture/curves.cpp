// Curves of a training run: panels over one axis, as a PNG.
#include "picture/curves.h"

#include <algorithm>
#include <cmath>

#include "picture/canvas.h"
#include "picture/scale.h"

namespace hemiola::picture {
namespace {

constexpr double kLeft = 62, kPlotWidth = 420, kRight = 24, kPlotHeight = 220, kTitle = 26;
constexpr double kLegendLine = 17, kBelow = 26, kBottom = 34, kTop = 10;
constexpr double kText = 11;
constexpr std::size_t kFewPoints = 200;

// Okabe and Ito's colours, for colour-blind people too, without their yellow, too pale on white.
constexpr Ink kInks[] = {{0.00, 0.45, 0.70}, {0.84, 0.37, 0.00}, {0.00, 0.62, 0.45},
                         {0.80, 0.47, 0.65}, {0.90, 0.62, 0.00}, {0.34, 0.71, 0.91},
                         {0.35, 0.35, 0.35}};
Ink ink_of(std::size_t curve) { return kInks[curve % std::size(kInks)]; }

std::vector<Point> known_points(const Curve& curve, bool log_y) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < std::min(curve.x.size(), curve.y.size()); ++i)
    if (std::isfinite(curve.x[i]) && std::isfinite(curve.y[i]) && (!log_y || curve.y[i] > 0))
      points.push_back({curve.x[i], curve.y[i]});
  return points;
}

std::vector<Point> running_mean(const std::vector<Point>& points) {
  const auto count = std::ssize(points), half = count / 100;
  std::vector<double> sums{0};
  for (const Point& point : points) sums.push_back(sums.back() + point.y);
  std::vector<Point> mean = points;
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const std::ptrdiff_t reach = std::min({half, i, count - 1 - i});
    mean[i].y = (sums[i + reach + 1] - sums[i - reach]) / static_cast<double>(2 * reach + 1);
  }
  return mean;
}

Scale scale_over(const std::vector<double>& values, bool logarithmic = false) {
  if (values.empty()) return Scale(logarithmic ? 0.1 : 0, 1, logarithmic);
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return Scale(*low, *high, logarithmic);
}

// Range of nearly all points, with a small margin.
Scale y_scale(const CurvePanel& panel) {
  std::vector<double> ends;
  for (const Curve& curve : panel.curves) {
    std::vector<double> values;
    for (const Point& point : known_points(curve, panel.log_y)) values.push_back(point.y);
    if (values.empty()) continue;
    std::sort(values.begin(), values.end());
    const std::size_t left_out = values.size() > kFewPoints ? values.size() / 200 : 0;
    ends.push_back(values[left_out]);
    ends.push_back(values[values.size() - 1 - left_out]);
  }
  for (const auto& [value, label] : panel.lines)
    if (std::isfinite(value) && (!panel.log_y || value > 0)) ends.push_back(value);
  if (ends.empty()) return scale_over(ends, panel.log_y);
  const auto [low, high] = std::minmax_element(ends.begin(), ends.end());
  if (panel.log_y) {
    const double air = std::pow(*high / *low, 0.09);
    return Scale(*low / air, *high * air, true);
  }
  const double air = 0.09 * (*high - *low);
  return Scale(*low - air, *high + air);
}

class Panel {
 public:
  Panel(Canvas& canvas, const CurvePanel& panel, const Scale& x, const Box& plot)
      : canvas_(canvas), panel_(panel), x_(x), y_(y_scale(panel)), plot_(plot) {}

  void draw(double head, bool x_labels) {
    const double top = plot_.y - head + 16;
    canvas_.text(plot_.x, top, panel_.title, 14, 0, true);
    if (!panel_.unit.empty())
      canvas_.text(plot_.x + canvas_.text_width(panel_.title, 14, true) + 8, top, panel_.unit,
                   kText);
    draw_frame(x_labels);
    for (const auto& [value, label] : panel_.lines) draw_level(value, label);
    for (std::size_t i = 0; i < panel_.curves.size(); ++i) draw_curve(panel_.curves[i], ink_of(i));
  }

 private:
  Point at(const Point& point) const {
    return {plot_.x + plot_.width * x_.fraction(point.x),
            plot_.y + plot_.height * (1 - y_.fraction(point.y))};
  }

  void draw_frame(bool x_labels) {
    const double bottom = plot_.y + plot_.height, right = plot_.x + plot_.width;
    for (const Tick& tick : y_.ticks(8)) {
      const double y = plot_.y + plot_.height * (1 - y_.fraction(tick.value));
      canvas_.line(plot_.x, y, right, y, 0.1);
      canvas_.text(plot_.x - 7, y + 4, tick.label, kText, 1);
    }
    for (const Tick& tick : x_.ticks(7)) {
      const double x = plot_.x + plot_.width * x_.fraction(tick.value);
      canvas_.line(x, plot_.y, x, bottom, 0.1);
      if (x_labels) canvas_.text(x, bottom + 17, tick.label, kText, 0.5);
    }
    canvas_.line(plot_.x, bottom, right, bottom, 0.8);
    canvas_.line(plot_.x, plot_.y, plot_.x, bottom, 0.8);
  }

  void draw_curve(const Curve& curve, Ink ink) {
    std::vector<Point> points = known_points(curve, panel_.log_y);
    for (Point& point : points) point = at(point);
    if (points.size() == 1) canvas_.circle(points[0].x, points[0].y, 3, ink);
    if (points.size() > kFewPoints) {
      canvas_.polyline(points, 1, {ink.red, ink.green, ink.blue, 0.22}, plot_);
      points = running_mean(points);
    }
    canvas_.polyline(points, 1.8, ink, plot_);
  }

  void draw_level(double value, const std::string& label) {
    if (!std::isfinite(value) || (panel_.log_y && value <= 0)) return;
    const double y = plot_.y + plot_.height * (1 - y_.fraction(value));
    const double right = plot_.x + plot_.width;
    for (double x = plot_.x; x < right; x += 8) canvas_.line(x, y, std::min(x + 4, right), y, 0.7);
    canvas_.text(right - 5, y - 5, label, kText, 1);
  }

  Canvas& canvas_;
  const CurvePanel& panel_;
  const Scale& x_;
  Scale y_;
  Box plot_;
};

// Writes the curves' names, starting at x, in as many lines as needed; returns that number.
int legend(Canvas& canvas, const CurvePanel& panel, double x, double y) {
  double from = x;
  int lines = panel.curves.empty() ? 0 : 1;
  for (std::size_t i = 0; i < panel.curves.size(); ++i) {
    const double width = 22 + canvas.text_width(panel.curves[i].name, kText) + 14;
    if (from > x && from + width > x + kPlotWidth) {
      from = x;
      y += kLegendLine;
      ++lines;
    }
    canvas.fill({from, y - 5.5, 16, 3}, ink_of(i));
    canvas.text(from + 22, y, panel.curves[i].name, kText);
    from += width;
  }
  return lines;
}

}  // namespace

void draw_curves(const std::vector<CurvePanel>& panels, const std::string& x_label,
                 const std::filesystem::path& path) {
  const int count = static_cast<int>(panels.size());
  const int columns = count <= 1 ? 1 : count <= 4 ? 2 : 3;
  const int rows = std::max(1, (count + columns - 1) / columns);
  Canvas sketch(1, 1);
  int legend_lines = 0;
  std::vector<double> all_x;
  for (const CurvePanel& panel : panels) {
    legend_lines = std::max(legend_lines, legend(sketch, panel, 0, 0));
    for (const Curve& curve : panel.curves)
      for (const Point& point : known_points(curve, panel.log_y)) all_x.push_back(point.x);
  }
  const Scale x = scale_over(all_x);
  const double head = kTitle + legend_lines * kLegendLine, cell_width = kLeft + kPlotWidth + kRight;
  const double cell_height = head + kPlotHeight + kBelow;
  Canvas canvas(static_cast<int>(columns * cell_width),
                static_cast<int>(kTop + rows * cell_height + kBottom));
  for (int i = 0; i < count; ++i) {
    const bool lowest = i + columns >= count;
    const int column = i % columns, row = i / columns;
    const Box plot{column * cell_width + kLeft, kTop + row * cell_height + head, kPlotWidth,
                   kPlotHeight};
    Panel(canvas, panels[i], x, plot).draw(head, lowest);
    legend(canvas, panels[i], plot.x, plot.y - legend_lines * kLegendLine + 8);
    if (lowest) canvas.text(plot.x + kPlotWidth / 2, plot.y + kPlotHeight + 36, x_label, 12, 0.5);
  }
  canvas.write_png(path);
}

}  // namespace hemiola::picture
