// One segment of one recording, from sound to bytes.
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

// Pieces of at most a minute, so that memory is bounded and all cores have work. Of a folder that
// holds more than most_minutes, every second, third, ... one.
std::vector<Segment> split(const audio::Library& library, double most_minutes);

// What a file of material holds: this, the semitones, then the bytes of all versions.
struct SegmentHeader {
  std::array<char, 8> magic = {'h', 'e', 'm', 'b', 'a', 'n', 'd', '1'};
  std::int32_t frames = 0, bands = 0, pitched = 0, drums = 0, versions = 0, exact = 0;
};

// A name that is another one for any other content: name, size, date, some of the bytes, place,
// geometry, options.
std::string name_of(const Segment& segment, const features::Geometry& geometry,
                    const DatasetOptions& options);

// Separates where there are no stems, shifts where there are no twins, analyses; the file's bytes.
// Empty where the segment is silent.
std::vector<char> prepare(const Segment& segment,
                          const std::shared_ptr<const features::AnalysisTables>& tables,
                          const features::Geometry& geometry, const DatasetOptions& options);

}  // namespace hemiola::training
