// Scale of an axis: positions of numbers between its ends, and round numbers for its labels.
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
  // The ends may be equal; on a logarithmic scale both must be positive.
  Scale(double low, double high, bool logarithmic = false);
  double fraction(double value) const;  // 0 at the low end, 1 at the high one
  // Up to at_most numbers between the ends, at steps of 1, 2 or 5 times a power of ten.
  std::vector<Tick> ticks(int at_most) const;

 private:
  double low_, high_;
  bool logarithmic_;
};

// At most this many significant digits, with a true minus sign.
std::string number_text(double value, int digits);

}  // namespace hemiola::picture
