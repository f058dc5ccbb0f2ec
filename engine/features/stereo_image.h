// Gives a mono sound the stereo image of a source: where each band lies, and how wide it is.
#pragma once

#include <array>
#include <span>
#include <vector>

namespace hemiola::features {

// The image is measured over 50 ms in five bands: the powers of left and right, and how much they
// are alike. A band of the sound then has the same ratio of powers and the same correlation: it is
// mixed with itself a quarter of a period later (Hilbert transform), with either sign. sclang's
// HemiolaImage does the same. For one thread; sample by sample, so in pieces of any length.
class StereoImage {
 public:
  static constexpr std::array<double, 4> kCrossovers = {250, 700, 1800, 4500};  // Hz

  explicit StereoImage(double sample_rate);

  // All of one length. The sound is as late as the source. Equal channels of the source give equal
  // channels to the bit.
  void process(std::span<const float> sound, std::span<const float> source_left,
               std::span<const float> source_right, std::span<float> left, std::span<float> right);

 private:
  static constexpr std::size_t kBands = kCrossovers.size() + 1;
  using Bands = std::array<double, kBands>;

  // Second-order section, transposed direct form II.
  struct Section {
    std::array<double, 3> b{};
    std::array<double, 2> a{}, memory{};
    double process(double x) noexcept;
  };
  // Linkwitz and Riley's crossover of the fourth order: two Butterworth sections each.
  struct Crossover {
    Crossover(double hertz, double sample_rate);
    std::array<Section, 2> low, high;
    double below(double x) noexcept;
    double above(double x) noexcept;
  };
  // Splits into bands of the same phase, whose sum is as loud as the signal at every frequency.
  class Splitter {
   public:
    explicit Splitter(double sample_rate);
    Bands split(double x) noexcept;

   private:
    std::vector<Crossover> split_;
    std::vector<std::vector<Crossover>> match_;  // [band][later crossovers]
  };
  // Two outputs a quarter of a period apart, from 20 Hz up.
  class Quadrature {
   public:
    std::array<double, 2> process(double x) noexcept;

   private:
    struct Allpass {  // in z^-2
      std::array<double, 2> in{}, out{};
      double process(double x, double squared) noexcept;
    };
    std::array<std::array<Allpass, 4>, 2> chains_;
    double delayed_ = 0;
  };

  double smoothing_;
  Quadrature quadrature_;
  Splitter sound_, later_, source_left_, source_right_;
  Bands left_power_{}, right_power_{}, product_{};
};

}  // namespace hemiola::features
