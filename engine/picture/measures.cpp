// Measured values compared with chance, the best possible, a target and rivals, as a PNG.
#include "picture/measures.h"

#include <algorithm>
#include <cmath>

#include "picture/canvas.h"
#include "picture/scale.h"

namespace hemiola::picture {
namespace {

constexpr double kWidth = 1240, kMargin = 24, kRow = 24, kGroup = 36, kBottom = 20;
constexpr double kNames = 400, kColumn = 82, kText = 12.5;
constexpr Ink kBar{0.80, 0.86, 0.93}, kGrey{0.45, 0.45, 0.5}, kFaint{0.45, 0.45, 0.5, 0.35};
constexpr Ink kMet{0.05, 0.55, 0.25}, kMissed{0.80, 0.13, 0.10}, kUnjudged{0.15, 0.30, 0.60};
const char* const kHeads[] = {"value", "target", "chance", "ceiling"};

std::string figure(double value) { return std::isnan(value) ? "\u2013" : number_text(value, 3); }

std::vector<std::string> rival_names(const std::vector<MeasureBar>& bars) {
  std::vector<std::string> names;
  for (const MeasureBar& bar : bars)
    for (const auto& [name, value] : bar.rivals)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  return names;
}

// Each rival has a shape: triangle up and down, diamond, square, pentagon up and down.
void draw_rival(Canvas& canvas, double x, double y, std::size_t rival) {
  const int corners = 3 + static_cast<int>(rival / 2);
  canvas.polygon(x, y, 4.8, corners, rival % 2 == 1, kGrey);
}

class Table {
 public:
  Table(Canvas& canvas, const std::vector<std::string>& rivals)
      : canvas_(canvas), rivals_(rivals), right_(kWidth - kMargin - std::size(kHeads) * kColumn) {}

  // Returns where the rows begin.
  double head(const std::string& title) {
    canvas_.text(kMargin, 36, title, 18, 0, true);
    double x = kMargin;
    for (const auto& [ink, label] :
         {std::pair{kMet, "target met"}, {kMissed, "missed"}, {kUnjudged, "no target"}}) {
      canvas_.circle(x + 6, 60, 5, ink);
      x = legend_text(x + 16, label);
    }
    canvas_.fill({x, 55, 26, 10}, kBar);
    x = legend_text(x + 32, "chance to ceiling");
    canvas_.fill({x + 4, 52, 2.5, 16}, kBlack);
    x = legend_text(x + 13, "target");
    x = kMargin;
    for (std::size_t i = 0; i < rivals_.size(); ++i) {
      if (i == 0 || x + 16 + canvas_.text_width(rivals_[i], 12) > kWidth - kMargin) {
        x = kMargin;
        y_ += 22;
      }
      draw_rival(canvas_, x + 6, y_, i);
      x = legend_text(x + 16, rivals_[i]);
    }
    y_ += 34;
    canvas_.text(left_, y_, "worse", 11, 0, false, kGrey);
    canvas_.text(right_ - 14, y_, "better", 11, 1, false, kGrey);
    for (std::size_t i = 0; i < std::size(kHeads); ++i)
      canvas_.text(column(i), y_, kHeads[i], 11, 1, false, kGrey);
    y_ += 8;
    canvas_.line(kMargin, y_, kWidth - kMargin, y_, 0.6);
    return y_ += 4;
  }

  void group(const std::string& name) {
    canvas_.text(kMargin, y_ + 23, name, 13.5, 0, true);
    y_ += kGroup;
  }

  void row(const MeasureBar& bar, bool shaded) {
    const double middle = y_ + kRow / 2;
    if (shaded) canvas_.fill({kMargin, y_, kWidth - 2 * kMargin, kRow}, {0.96, 0.96, 0.97});
    canvas_.text(kMargin + 10, middle + 4.5, fitted(bar.name), kText);
    draw_scale(bar, middle);
    const double numbers[] = {bar.value, bar.target, bar.chance, bar.ceiling};
    const Ink ink = ink_of(bar);
    for (std::size_t i = 0; i < std::size(kHeads); ++i)
      canvas_.text(column(i), middle + 4.5, i == 1 ? wanted(bar) : figure(numbers[i]), kText, 1,
                   i == 0, i == 0 ? ink : kBlack);
    y_ += kRow;
  }

 private:
  static Ink ink_of(const MeasureBar& bar) {
    return std::isnan(bar.target) || std::isnan(bar.value) ? kUnjudged : bar.met ? kMet : kMissed;
  }

  static std::string wanted(const MeasureBar& bar) {
    if (std::isnan(bar.target)) return figure(bar.target);
    return (bar.higher_is_better ? "\u2265 " : "\u2264 ") + figure(bar.target);
  }

  double column(std::size_t i) const { return right_ + static_cast<double>(i + 1) * kColumn; }

  double legend_text(double x, const std::string& what) {
    canvas_.text(x, y_ + 4, what, 12);
    return x + canvas_.text_width(what, 12) + 20;
  }

  std::string fitted(std::string name) {
    const double room = left_ - kMargin - 24;
    if (canvas_.text_width(name, kText) <= room) return name;
    // Cuts whole characters: bytes 10xxxxxx continue a UTF-8 character.
    const auto goes_on = [](char byte) { return (byte & 0xC0) == 0x80; };
    while (!name.empty() && canvas_.text_width(name + "\u2026", kText) > room) {
      while (name.size() > 1 && goes_on(name.back())) name.pop_back();
      name.pop_back();
    }
    return name + "\u2026";
  }

  void draw_scale(const MeasureBar& bar, double y) {
    std::vector<double> known;
    for (const double number : {bar.value, bar.ceiling, bar.chance, bar.target})
      if (std::isfinite(number)) known.push_back(number);
    for (const auto& [name, number] : bar.rivals)
      if (std::isfinite(number)) known.push_back(number);
    if (known.empty()) return;
    const auto [low, high] = std::minmax_element(known.begin(), known.end());
    const Scale scale(*low, *high);
    const double from = left_, to = right_ - 14;
    const auto x = [&](double number) {
      const double part = scale.fraction(number);
      return from + (to - from) * (bar.higher_is_better ? part : 1 - part);
    };
    canvas_.fill({from, y - 0.5, to - from, 1}, kFaint);
    if (std::isfinite(bar.chance) && std::isfinite(bar.ceiling)) {
      const auto [begin, end] = std::minmax({x(bar.chance), x(bar.ceiling)});
      canvas_.fill({begin, y - 5, end - begin, 10}, kBar);
    }
    for (const auto& [name, number] : bar.rivals) {
      const auto at = std::find(rivals_.begin(), rivals_.end(), name) - rivals_.begin();
      if (std::isfinite(number)) draw_rival(canvas_, x(number), y, static_cast<std::size_t>(at));
    }
    if (std::isfinite(bar.target)) canvas_.fill({x(bar.target) - 1.25, y - 9, 2.5, 18}, kBlack);
    if (!std::isfinite(bar.value)) return;
    canvas_.circle(x(bar.value), y, 6.2, {1, 1, 1});
    canvas_.circle(x(bar.value), y, 5, ink_of(bar));
  }

  Canvas& canvas_;
  const std::vector<std::string>& rivals_;
  double left_ = kMargin + kNames, right_;
  double y_ = 60;
};

}  // namespace

void draw_measures(const std::vector<MeasureBar>& bars, const std::string& title,
                   const std::filesystem::path& path) {
  const std::vector<std::string> rivals = rival_names(bars);
  Canvas sketch(1, 1);
  double height =
      Table(sketch, rivals).head(title) + kBottom + kRow * static_cast<double>(bars.size());
  for (std::size_t i = 0; i < bars.size(); ++i)
    if (!bars[i].group.empty() && (i == 0 || bars[i].group != bars[i - 1].group)) height += kGroup;
  Canvas canvas(static_cast<int>(kWidth), static_cast<int>(height));
  Table table(canvas, rivals);
  table.head(title);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    if (!bars[i].group.empty() && (i == 0 || bars[i].group != bars[i - 1].group))
      table.group(bars[i].group);
    table.row(bars[i], i % 2 == 0);
  }
  canvas.write_png(path);
}

}  // namespace hemiola::picture
