// Bands as weighted sums of bins: overlapping triangles along pitch or mel, as sparse matrices.
#pragma once

#include <cstddef>
#include <vector>

#include "features/geometry.h"

namespace hemiola::features {

// Sparse matrix with one run of consecutive entries per row.
class SparseRows {
 public:
  // Appends a row with these weights, starting at first_column.
  void add_row(int first_column, const std::vector<double>& weights);
  int rows() const noexcept { return static_cast<int>(runs_.size()); }
  // Range of columns that are used by any row: [first_column, end_column).
  int first_column() const noexcept { return first_column_; }
  int end_column() const noexcept { return end_column_; }
  // out[row] += matrix x in.
  void add_product(const float* in /*[columns]*/, float* out /*[rows]*/) const noexcept;

 private:
  struct Run {
    int first_column;
    int count;
    int offset;
  };
  std::vector<Run> runs_;
  std::vector<float> weights_;
  int first_column_ = 0;
  int end_column_ = 0;
};

// Weight of a band: 1 at its centre, falling linearly along log frequency to 0 at the neighbours'
// centres. All bands together sum to 1 between the first centre and the last.
double pitch_triangle(const Geometry& geometry, int band, double hz);
// Weight of a mel band: linear along frequency, with an area of one hertz (Slaney's norm).
double mel_triangle(const Geometry& geometry, int band, double hz);

// Share of each window class in a band; classes crossfade over some bands where they meet.
std::vector<double> class_shares(const Geometry& geometry, int band);  // [classes], sum 1

// Transform length of a window class, zero padding included: two bins per narrowest band, but at
// most twice the window. The spectrum is interpolated linearly between bins; bins wider than the
// bands pull a bass tone's peak to the nearest bin. Measured on sines of 45 to 60 Hz: by up to 62
// cents without padding, 13 with twice the length, 8 with four times.
double padded_seconds(const Geometry& geometry, std::size_t window_class);

// Row b integrates a density over band b's triangle, in hertz. The density is given at the bins and
// linear between them, so bands narrower than a bin get their share too. Rows are empty for bands
// with a centre above the highest bin.
SparseRows integrate_pitch_bands(const Geometry& geometry, double hz_per_bin, int bins,
                                 const std::vector<double>& scale_of_band /*[bands]*/);
// Row b samples band b's triangle at the bins, as published.
SparseRows sample_mel_bands(const Geometry& geometry, double hz_per_bin, int bins, double scale);

}  // namespace hemiola::features
