// The table of measures can be drawn, with gaps for missing numbers.
#include "picture/measures.h"

#include "picture/png.h"

using namespace hemiola::picture;
using namespace hemiola::test;
using hemiola::tests::Contains;

namespace {

MeasureBar measure(const std::string& group) {
  return {"chords", group, 0.7, 0.9, 0.1, 0.6, true, true, {{"rival", 0.4}}};
}

Png drawn_measures(const std::vector<MeasureBar>& bars) {
  return drawn([&](const auto& path) { draw_measures(bars, "Measures", path); });
}

}  // namespace

TEST_CASE("each measure has a row of one height, and each group a heading") {
  const auto height = [](int rows) {
    return drawn_measures(std::vector<MeasureBar>(rows, measure(""))).height;
  };
  const int row = height(2) - height(1);
  CHECK(row >= 18);
  CHECK(height(40) - height(1) == 39 * row);
  const int grouped = drawn_measures({measure("a"), measure("a"), measure("b")}).height;
  const int one_group = drawn_measures({measure("a"), measure("a"), measure("a")}).height;
  CHECK(grouped > one_group);
  CHECK(one_group > height(3));
}

TEST_CASE("the same measures are the same bytes; a missed target looks different") {
  MeasureBar missed = measure("");
  missed.met = false;
  CHECK(drawn_measures({measure("")}).bytes == drawn_measures({measure("")}).bytes);
  CHECK(drawn_measures({missed}).bytes != drawn_measures({measure("")}).bytes);
}

TEST_CASE("any number of a measure may be missing") {
  CHECK(drawn_measures({}).height > 50);
  for (double MeasureBar::* number :
       {&MeasureBar::value, &MeasureBar::ceiling, &MeasureBar::chance, &MeasureBar::target}) {
    MeasureBar bar = measure("");
    bar.*number = kNone;
    CHECK(drawn_measures({bar}).bytes != drawn_measures({measure("")}).bytes);
  }
  const MeasureBar nothing{"", "", kNone, kNone, kNone, kNone, false, false, {{"rival", kNone}}};
  CHECK(drawn_measures({nothing}).height == drawn_measures({measure("")}).height);
}

TEST_CASE("a name without room is cut, and many rivals take further lines") {
  MeasureBar wide = measure("");
  wide.name = std::string(500, 'w');
  CHECK(drawn_measures({wide}).width == drawn_measures({measure("")}).width);
  MeasureBar umlauts = measure("");
  for (int i = 0; i < 200; ++i) umlauts.name += "\u00e4";
  // A character cut in two would end the drawing, and the row below would be missing.
  CHECK(drawn_measures({umlauts, wide}).bytes != drawn_measures({umlauts, measure("")}).bytes);
  for (int rival = 0; rival < 20; ++rival)
    wide.rivals.emplace_back("a rival with a name " + std::to_string(rival), 0.02 * rival);
  CHECK(drawn_measures({wide}).height > drawn_measures({measure("")}).height);
}

TEST_CASE("measures that cannot be written name the file") {
  const hemiola::tests::TemporaryFolder folder;
  const auto path = folder / "missing" / "measures.png";
  CHECK_THROWS_WITH(draw_measures({measure("")}, "Measures", path), Contains(path.string()));
}
