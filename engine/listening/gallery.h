// What the page plays: two sounds, their remix, the rival's, rotations, freezes, unchanged copies.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "evaluation/clips.h"
#include "listening/page.h"
#include "listening/synthesizer.h"
#include "model/model.h"

namespace hemiola::listening {

struct GalleryClip {
  PageClip page;
  double sample_rate = 0;
  std::vector<float> samples;
};

struct GallerySection {
  std::string title;
  std::vector<GalleryClip> clips;
};

// The first `seconds` of each; their rates may differ, what is decoded has B's. Freezes begin after
// a third of the time. Where the rates differ, the rival is left out.
std::vector<GallerySection> make_gallery(const std::shared_ptr<const model::Model>& model,
                                         evaluation::Mix a, evaluation::Mix b, double seconds,
                                         const evaluation::Report& report);

// A piece, a loop and the piece's harmony with the loop's rhythm, the first `seconds` of each.
struct RealPair {
  evaluation::Mix piece, loop;
  std::string piece_name, loop_name, credit;
};
GallerySection make_real_section(const std::shared_ptr<const model::Model>& model,
                                 const std::vector<RealPair>& pairs, double seconds,
                                 const evaluation::Report& report);

}  // namespace hemiola::listening
