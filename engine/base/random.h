// Random numbers that are the same with every compiler and standard library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>

namespace hemiola::base {

// The results of std::mt19937_64 are standardised, those of the distributions are not. Draw only
// one number per statement: the evaluation order of function arguments is unspecified.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  double uniform() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }  // [0, 1)
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  int below(int count) { return static_cast<int>(uniform() * count); }    // 0 .. count - 1
  int between(int low, int high) { return low + below(high - low + 1); }  // both included
  std::size_t index(std::size_t count) { return engine_() % count; }      // 0 .. count - 1
  bool chance(double probability) { return uniform() < probability; }

  // Approximately normal with standard deviation 1; magnitude at most 3.5.
  double normal() {
    double sum = 0;
    for (int i = 0; i < 4; ++i) sum += uniform();
    return (sum - 2.0) * 1.7320508;
  }

  template <typename Container>
  const auto& pick(const Container& container) {
    return container[static_cast<std::size_t>(below(static_cast<int>(std::size(container))))];
  }

  // A random index, with probability proportional to its weight.
  int weighted(std::initializer_list<double> weights) {
    double total = 0;
    for (const double weight : weights) total += weight;
    double rest = uniform() * total;
    int index = 0;
    for (const double weight : weights) {
      if (rest < weight) return index;
      rest -= weight;
      ++index;
    }
    return index - 1;
  }

 private:
  std::mt19937_64 engine_;
};

// Finaliser of SplitMix64: numbers that follow each other become seeds that have nothing in common.
inline std::uint64_t mix_bits(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}
// A seed per clip, from the corpus's seed, its part and the clip's number.
inline std::uint64_t mix_seed(std::uint64_t seed, std::uint64_t part, std::uint64_t clip) {
  return mix_bits(seed * 0x9E3779B97F4A7C15u + part * 0xD1B54A32D192ED03u + clip);
}
// A seed per example, from the run's seed and the example's number.
inline std::uint64_t mix_seed(std::uint64_t seed, std::uint64_t index) {
  return mix_bits(seed * 0x9E3779B97F4A7C15u + index + 1);
}

}  // namespace hemiola::base
