// Computes one mapping.
#include "mapping/mapping.h"

#include <algorithm>
#include <cmath>

namespace hemiola::mapping {

namespace {

double along(const Range& range, double way) { return range.from + way * (range.to - range.from); }

double curved(const Curve& curve, const Range& output, double way) {
  switch (curve.kind) {
    case Curve::Kind::linear:
      break;
    case Curve::Kind::exponential:
      return output.from * std::pow(output.to / output.from, way);
    case Curve::Kind::power:
      return along(output, std::pow(way, curve.amount));
    case Curve::Kind::bend:
      // Near zero the formula would be 0 / 0.
      if (std::abs(curve.amount) < 1e-3) break;
      return along(output, std::expm1(curve.amount * way) / std::expm1(curve.amount));
  }
  return along(output, way);
}

}  // namespace

double map_number(const Mapping& mapping, double number) noexcept {
  const double way = (number - mapping.input.from) / (mapping.input.to - mapping.input.from);
  return curved(mapping.curve, mapping.output, std::clamp(way, 0.0, 1.0));
}

double in_steps(const Mapping& mapping, double value) noexcept {
  return mapping.step > 0 ? std::round(value / mapping.step) * mapping.step : value;
}

osc::Message message_for(const Mapping& mapping, double value) {
  osc::Message message{.address = mapping.to, .arguments = mapping.arguments};
  message.arguments[mapping.place].number = in_steps(mapping, value);
  return message;
}

}  // namespace hemiola::mapping
