// One segment of a recording: from sound to log bands as bytes.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "audio/library.h"
#include "features/analysis.h"
#include "training/dataset.h"

namespace hemiola::training {

struct Segment {
  const audio::Item* item;
  std::size_t first, count;  // samples
};

// Segments of at most a minute, so that memory is bounded and all cores have work. Of folders with
// more than max_minutes, takes only every second, third, ... one.
std::vector<Segment> split(const audio::Library& library, double max_minutes);

// File of a segment: this header, all versions' semitones (double), all versions' bytes.
struct SegmentHeader {
  std::array<char, 8> magic = {'h', 'e', 'm', 'b', 'a', 'n', 'd', '1'};
  std::int32_t frames = 0, bands = 0, pitched = 0, drums = 0, versions = 0, exact = 0;
};

// File name that is different for different content: a hash of names, sizes, dates, some of the
// bytes, position, geometry, options.
std::string name_of(const Segment& segment, const features::Geometry& geometry,
                    const DatasetOptions& options);

// Separates (without stems), shifts (without twins) and analyses. Returns the bytes of the file;
// empty if the segment is silent.
std::vector<char> prepare(const Segment& segment,
                          const std::shared_ptr<const features::AnalysisTables>& tables,
                          const features::Geometry& geometry, const DatasetOptions& options);

}  // namespace hemiola::training
