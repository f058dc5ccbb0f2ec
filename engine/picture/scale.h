// Where a number lies between the ends of an axis, and which round numbers are written at it.
#pragma once

#include <string>
#include <vector>

namespace hemiola::picture {

struct Tick {
  double value;
  std::string label;
};

class Scale {
 public:
  // The ends may be equal; on a logarithmic scale both are above zero.
  Scale(double low, double high, bool logarithmic = false);
  double fraction(double value) const;  // 0 at the low end, 1 at the high one
  // As many as fit, between the ends: 1, 2 or 5 times a power of ten apart.
  std::vector<Tick> ticks(int at_most) const;

 private:
  double low_, high_;
  bool logarithmic_;
};

// So many digits at the most, with a true minus sign.
std::string number_text(double value, int digits);

}  // namespace hemiola::picture
