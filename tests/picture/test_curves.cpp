// Curves of a training run can be drawn, whatever happened in the run.
#include "picture/curves.h"

#include <cmath>

#include "picture/png.h"

using namespace hemiola::picture;
using namespace hemiola::test;
using hemiola::tests::Contains;

namespace {

Curve falling(const std::string& name, int points) {
  Curve curve{name, {}, {}};
  for (int i = 0; i < points; ++i) {
    curve.x.push_back(10.0 * i);
    curve.y.push_back(std::exp(-3.0 * i / points) * (1.0 + 0.1 * std::sin(i * i)));
  }
  return curve;
}

CurvePanel panel(const std::string& title) {
  return {title, "nats", {falling("training", 1000), falling("validation", 20)}, false, {}};
}

Png drawn_curves(const std::vector<CurvePanel>& panels) {
  return drawn([&](const auto& path) { draw_curves(panels, "steps", path); });
}

}  // namespace

TEST_CASE("panels of curves stand side by side, then below each other") {
  const Png one = drawn_curves({panel("a")});
  const Png two = drawn_curves({panel("a"), panel("b")});
  const Png four = drawn_curves(std::vector<CurvePanel>(4, panel("a")));
  const Png nine = drawn_curves(std::vector<CurvePanel>(9, panel("a")));
  CHECK(one.width > 400);
  CHECK(two.width == 2 * one.width);
  CHECK(two.height == one.height);
  CHECK(four.width == two.width);
  CHECK(four.height > 1.7 * two.height);
  CHECK(nine.width == 3 * one.width);
  CHECK(one.bytes.size() > 5000);
}

TEST_CASE("the same curves are the same bytes, other curves are not") {
  CHECK(drawn_curves({panel("a")}).bytes == drawn_curves({panel("a")}).bytes);
  CurvePanel other = panel("a");
  other.curves[1].y[10] += 0.1;
  CHECK(drawn_curves({other}).bytes != drawn_curves({panel("a")}).bytes);
}

TEST_CASE("a point that is not a number changes nothing but its absence") {
  CurvePanel broken = panel("a"), shorter = panel("a");
  broken.curves[1].y[7] = kNone;
  broken.curves[0].y[500] = std::numeric_limits<double>::infinity();
  shorter.curves[1].x.erase(shorter.curves[1].x.begin() + 7);
  shorter.curves[1].y.erase(shorter.curves[1].y.begin() + 7);
  shorter.curves[0].x.erase(shorter.curves[0].x.begin() + 500);
  shorter.curves[0].y.erase(shorter.curves[0].y.begin() + 500);
  CHECK(drawn_curves({broken}).bytes == drawn_curves({shorter}).bytes);
}

TEST_CASE("a logarithmic panel leaves out what has no logarithm") {
  CurvePanel zeros = panel("a"), shorter = panel("a");
  zeros.log_y = shorter.log_y = true;
  zeros.curves[1].y[19] = 0.0;
  zeros.lines = {{-1.0, "below zero"}};
  shorter.curves[1].y.pop_back();
  CHECK(drawn_curves({zeros}).bytes == drawn_curves({shorter}).bytes);
}

TEST_CASE("nothing, one point, level curves and lines alone can be drawn") {
  CHECK(drawn_curves({}).width > 400);
  const CurvePanel empty{"empty", "", {{"none yet", {}, {}}}, false, {}};
  const CurvePanel all_broken{"broken", "", {{"nan", {0, 1}, {kNone, kNone}}}, true, {}};
  const CurvePanel point{"point", "", {{"one", {3}, {5}}}, true, {}};
  const CurvePanel level{"level", "", {{"level", {0, 1}, {0, 0}}}, false, {{0.0, "zero"}}};
  CHECK(drawn_curves({empty, all_broken, point, level}).height > 400);
}

TEST_CASE("curves that cannot be written name the file") {
  const hemiola::tests::TemporaryFolder folder;
  const auto path = folder / "missing" / "curves.png";
  CHECK_THROWS_WITH(draw_curves({panel("a")}, "steps", path), Contains(path.string()));
}
