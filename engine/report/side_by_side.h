// The demo page's comparison of voices: recordings, and their copies by two models.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "coding/bands.h"
#include "coding/parallel.h"
#include "model/model.h"
#include "report/gallery.h"

namespace hemiola::report {

struct Recording {
  std::string file;  // as PageClip::file
  std::string name;
  coding::Mix mix;
};

// Three clips for each recording: itself, its copy by the earlier model, its copy by this one.
// Without an earlier model: by this model's bands and computed phases, Hemiola's voice before it
// learned one.
GallerySection make_side_by_side(const std::shared_ptr<const model::Model>& earlier_or_null,
                                 const std::shared_ptr<const model::Model>& today,
                                 const std::vector<Recording>& recordings,
                                 const coding::ReportProgress& report);

}  // namespace hemiola::report
