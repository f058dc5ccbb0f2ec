// The demo page's sounds: two sources, their remix, the rival's, rotations, freezes, copies.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "baselines/synthesizer.h"
#include "coding/bands.h"
#include "coding/parallel.h"
#include "model/model.h"
#include "report/page.h"

namespace hemiola::report {

struct GalleryClip {
  PageClip page;
  double sample_rate = 0;
  std::vector<float> samples;
};

struct GallerySection {
  std::string title;
  std::vector<GalleryClip> clips;
  int columns = 2;  // as PageSection::columns
};

// Uses the first `seconds` of each. Decoded sounds have the sample rate of B; if the rates differ,
// the rival is omitted. Freezes begin after a third of the time.
std::vector<GallerySection> make_gallery(const std::shared_ptr<const model::Model>& model,
                                         coding::Mix a, coding::Mix b, double seconds,
                                         const coding::ReportProgress& report);

// A piece, a loop, and the piece's harmony with the loop's rhythm: the first `seconds` of each.
struct RealPair {
  coding::Mix piece, loop;
  std::string piece_name, loop_name, credit;
};
GallerySection make_real_section(const std::shared_ptr<const model::Model>& model,
                                 const std::vector<RealPair>& pairs, double seconds,
                                 const coding::ReportProgress& report);

}  // namespace hemiola::report
