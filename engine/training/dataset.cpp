// Prepares segments on all cores, writes each file completely or not at all, maps existing ones.
#include "training/dataset.h"

#include <algorithm>
#include <boost/interprocess/file_mapping.hpp>
#include <boost/interprocess/mapped_region.hpp>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>
#include <stdexcept>

#include "base/parallel_tasks.h"
#include "training/segment.h"

namespace hemiola::training {
namespace {

namespace fs = std::filesystem;
namespace bi = boost::interprocess;

bool is_whole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  SegmentHeader header;
  if (!in.read(reinterpret_cast<char*>(&header), sizeof header)) return false;
  if (header.magic != SegmentHeader{}.magic) return false;
  const auto bytes = static_cast<std::uintmax_t>(header.frames) * header.bands *
                     static_cast<std::uintmax_t>(header.pitched + header.drums);
  return fs::file_size(path) == sizeof header + header.versions * sizeof(double) + bytes;
}

// A silent segment leaves an empty file, so that it is not prepared again.
void write_whole(const fs::path& path, const std::vector<char>& bytes) {
  const fs::path partial = path.string() + ".partial";
  std::ofstream out(partial, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  std::error_code error;
  if (out) fs::rename(partial, path, error);
  if (out && !error) return;
  fs::remove(partial, error);
  throw std::runtime_error(path.parent_path().string() +
                           ": could not be written to; make room on the disk or name another "
                           "folder with --features, then go on with --resume");
}

void check_space(const fs::path& folder, const std::vector<Segment>& missing,
                 const features::Geometry& geometry, const DatasetOptions& options) {
  double bytes = 0;
  for (const auto& s : missing) {
    const double keys = s.item->twins.empty() ? options.keys : s.item->twins.size();
    bytes += static_cast<double>(s.count) / s.item->sample_rate / geometry.hop_seconds *
             geometry.bands * (options.move_percussion ? 2 * keys + 2 : keys + 2);
  }
  const double free = static_cast<double>(fs::space(folder).available);
  if (bytes < free) return;
  throw std::runtime_error(
      folder.string() + ": preparing this music takes " +
      std::to_string(static_cast<long>(bytes / 1e6)) + " MB, and " +
      std::to_string(static_cast<long>(free / 1e6)) +
      " MB are free; make room, or name a folder on another disk with --features");
}

using Tables = std::map<double, std::shared_ptr<const features::AnalysisTables>>;

// Prepares segments in worker threads; the calling thread reports progress and handles stopping.
class SegmentPreparer {
 public:
  SegmentPreparer(const std::vector<Segment>& segments, const features::Geometry& geometry,
                  const DatasetOptions& options)
      : segments_(segments), geometry_(geometry), options_(options) {
    for (const auto& s : segments)
      if (auto& tables = tables_[s.item->sample_rate]; !tables)
        tables = features::make_analysis_tables(geometry, s.item->sample_rate);
  }

  void run(const Dataset::Log& log, const Dataset::Show& show, const std::atomic<bool>* stop) {
    const auto stopped = [&] { return stop != nullptr && *stop; };
    const int total = static_cast<int>(segments_.size());
    show(0, total);
    base::run_tasks(
        total, base::thread_count(total, options_.threads),
        [&](int, int task) {
          if (!stopped()) work(segments_[static_cast<std::size_t>(task)]);
        },
        [&](int done) {
          if (stopped()) throw Stopped();
          show(done, total);
        });
    for (const auto& sentence : problems_) log(sentence);
  }

 private:
  // A file that can't be read is reported and skipped; one that can't be written throws.
  void work(const Segment& segment) {
    std::vector<char> bytes;
    try {
      bytes = prepare(segment, tables_.at(segment.item->sample_rate), geometry_, options_);
    } catch (const std::runtime_error& problem) {
      const std::lock_guard lock(mutex_);
      problems_.push_back(std::string("skipped ") + problem.what());
      return;
    }
    write_whole(options_.folder / name_of(segment, geometry_, options_), bytes);
  }

  const std::vector<Segment>& segments_;
  const features::Geometry& geometry_;
  const DatasetOptions& options_;
  Tables tables_;
  std::mutex mutex_;
  std::vector<std::string> problems_;  // under mutex_
};

}  // namespace

struct Dataset::Mappings {
  std::vector<bi::mapped_region> regions;
};

Dataset::Dataset(const audio::Library& library, const features::Geometry& geometry,
                 const DatasetOptions& options, const Log& log, const Show& show,
                 const std::atomic<bool>* stop)
    : mappings_(std::make_unique<Mappings>()),
      bands_(geometry.bands),
      hop_seconds_(geometry.hop_seconds) {
  fs::create_directories(options.folder);
  const std::vector<Segment> segments = split(library, options.max_minutes);
  std::vector<Segment> missing;
  for (const auto& segment : segments) {
    const fs::path path = options.folder / name_of(segment, geometry, options);
    const bool silent = fs::exists(path) && fs::file_size(path) == 0;
    if (!silent && !is_whole(path)) missing.push_back(segment);
  }
  if (!missing.empty()) {
    check_space(options.folder, missing, geometry, options);
    SegmentPreparer(missing, geometry, options).run(log, show, stop);
  }
  std::vector<int> folders;
  for (const auto& segment : segments) {
    const fs::path path = options.folder / name_of(segment, geometry, options);
    if (!is_whole(path)) continue;
    folders.push_back(segment.item->folder);
    const bi::file_mapping file(path.c_str(), bi::read_only);
    mappings_->regions.emplace_back(file, bi::read_only);
    const auto* bytes = static_cast<const std::uint8_t*>(mappings_->regions.back().get_address());
    SegmentHeader header;
    std::memcpy(&header, bytes, sizeof header);
    Piece piece;
    piece.frames = header.frames;
    piece.exact = header.exact != 0;
    piece.stems = segment.item->mix.empty();
    piece.semitones.resize(header.versions);
    std::memcpy(piece.semitones.data(), bytes + sizeof header,
                piece.semitones.size() * sizeof(double));
    bytes += sizeof header + piece.semitones.size() * sizeof(double);
    const auto size = static_cast<std::size_t>(header.frames) * header.bands;
    for (int i = 0; i < header.pitched; ++i, bytes += size) piece.pitched.emplace_back(bytes, size);
    for (int i = 0; i < header.drums; ++i, bytes += size) piece.drums.emplace_back(bytes, size);
    pieces_.push_back(std::move(piece));
  }
  if (std::none_of(pieces_.begin(), pieces_.end(),
                   [](const Piece& piece) { return !piece.pitched.empty(); }))
    throw std::runtime_error(
        "no music to learn from was found: give a folder with wav, flac, ogg or mp3 files of at "
        "least a second that are not silent, and not drums alone");
  mixture_ = Mixture(folders, options.shares);
}

Dataset::~Dataset() = default;
Dataset::Dataset(Dataset&&) noexcept = default;

}  // namespace hemiola::training
