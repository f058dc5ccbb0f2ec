// Measures are compared with their targets as specified.
#include <nlohmann/json.hpp>

#include "measures/measure.h"
#include "support/catch.h"

using namespace hemiola::measures;

namespace {

Measure measure(Score score, double target, bool at_least) {
  return {"x.y", "group", "name", "", 0.8, 0.9, 0.3, score, target, at_least};
}

}  // namespace

TEST_CASE("each score is held against its target") {
  CHECK(*measure(Score::value, 0.8, true).met());
  CHECK_FALSE(*measure(Score::value, 0.7, false).met());
  CHECK(*measure(Score::of_ceiling, 0.88, true).score() == Approx(0.8 / 0.9));
  CHECK_FALSE(*measure(Score::of_ceiling, 0.9, true).met());
  CHECK(*measure(Score::below_ceiling, 0.11, false).met());
  CHECK_FALSE(*measure(Score::above_chance, 0.4, false).met());
  Measure nothing = measure(Score::of_ceiling, 0.9, true);
  nothing.ceiling.reset();
  CHECK_FALSE(nothing.met());
}

TEST_CASE("the value that meets a target is on its scale, and the better side is known") {
  CHECK(*measure(Score::of_ceiling, 0.5, true).target_value() == Approx(0.45));
  CHECK(*measure(Score::below_ceiling, 0.01, false).target_value() == Approx(0.89));
  CHECK(*measure(Score::above_chance, 0.02, false).target_value() == Approx(0.32));
  CHECK(measure(Score::below_ceiling, 0.01, false).higher_is_better());
  CHECK_FALSE(measure(Score::above_chance, 0.02, false).higher_is_better());
}

TEST_CASE("rivals join the rows with their id, and are counted where they are ahead") {
  Table ours = {measure(Score::value, 0.9, true), measure(Score::value, 0.9, false)};
  ours[1].id = "other";
  auto theirs = ours;
  for (auto& m : theirs) m.value = 0.85;  // better in the first row, worse in the second
  add_rival(ours, "paper", theirs);
  CHECK(*count_rows_behind(ours, "paper").value == 1);
  CHECK(count_rows_behind(ours, "paper").name.find("x.y") != std::string::npos);
}

TEST_CASE("the JSON has every field of every measure") {
  Evaluation evaluation;
  evaluation.measures = {measure(Score::of_ceiling, 0.9, true)};
  evaluation.measures[0].chance.reset();
  add_rival(evaluation.measures, "paper", {measure(Score::of_ceiling, 0.9, true)});
  evaluation.remarks = {"A sentence."};
  const auto j = nlohmann::json::parse(to_json(evaluation));
  const auto& m = j.at("measures").at(0);
  for (const char* field : {"id", "group", "name", "unit", "value", "ceiling", "chance", "score_of",
                            "score", "target", "at_least", "met", "rivals"})
    CHECK(m.contains(field));
  CHECK(m["chance"].is_null());
  CHECK(m["met"] == false);
  CHECK(m["rivals"]["paper"]["value"] == 0.8);
  CHECK(to_table(evaluation).find("0 of 1 targets are met") != std::string::npos);
}
