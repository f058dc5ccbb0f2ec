// Writes latents as .npz frame by frame with constant memory.
#include <fcntl.h>
#include <unistd.h>
#include <zip.h>

#include <stdexcept>
#include <string>

#include "programs/latents_file.h"

namespace hemiola::programs {
namespace {

using Path = std::filesystem::path;

constexpr std::size_t kHeaderBytes = 128;  // of an array; enough for all our shapes

[[noreturn]] void fail(const Path& path, const std::string& reason) {
  throw std::runtime_error(path.string() + ": " + reason);
}
[[noreturn]] void fail_full(const Path& path) {
  fail(path, "could not be written to its end; is the disk full?");
}

// The .npy format, version 1:
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
std::string npy_header(std::size_t number_bytes, const std::vector<std::size_t>& shape) {
  std::string sizes;
  for (const auto size : shape) sizes += std::to_string(size) + ",";
  std::string words = "{'descr': '<f" + std::to_string(number_bytes) +
                      "', 'fortran_order': False, 'shape': (" + sizes + "), }";
  words.resize(kHeaderBytes - 11, ' ');
  words += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(words.size() & 0xff);
  header += static_cast<char>(words.size() >> 8);
  return header + words;
}

}  // namespace

LatentsWriter::LatentsWriter(const Path& path, patchbay::LatentShape shape, double sample_rate,
                             double hop_seconds)
    : path_(path), shape_(shape), geometry_{sample_rate, hop_seconds} {
  for (Temporary* array : {&harmony_, &rhythm_, &seconds_}) {
    *array = make_array();
    append(*array, std::string(kHeaderBytes, '\0').data(), kHeaderBytes);  // placeholder
  }
}

// In the output's folder, where there is space; unlinked at once, so nothing is left behind.
LatentsWriter::Temporary LatentsWriter::make_array() const {
  std::string name = path_.string() + ".XXXXXX";
  const int file = mkstemp(name.data());
  if (file < 0) fail(path_, "can't be written; check that its folder exists and is yours.");
  unlink(name.c_str());
  return Temporary(fdopen(file, "w+b"));
}

void LatentsWriter::append(Temporary& array, const void* data, std::size_t bytes) const {
  if (std::fwrite(data, 1, bytes, array.get()) != bytes) fail_full(path_);
}

void LatentsWriter::add(std::span<const float> harmony, std::span<const float> rhythm,
                        double seconds) {
  append(harmony_, harmony.data(), harmony.size_bytes());
  append(rhythm_, rhythm.data(), rhythm.size_bytes());
  append(seconds_, &seconds, sizeof seconds);
  ++frames_;
}

void LatentsWriter::finish() {
  int code = 0;
  std::unique_ptr<zip_t, decltype(&zip_discard)> archive(
      zip_open(path_.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code), &zip_discard);
  if (!archive) fail(path_, "can't be written; check that its folder exists and is yours.");
  const auto add = [&](const char* name, zip_source_t* source) {
    if (source == nullptr || zip_file_add(archive.get(), name, source, ZIP_FL_ENC_UTF_8) < 0)
      fail(path_, zip_strerror(archive.get()));
  };
  const auto add_array = [&](const char* name, Temporary& array, const std::string& header) {
    if (std::fseek(array.get(), 0, SEEK_SET) != 0) fail_full(path_);
    append(array, header.data(), header.size());
    // libzip reads from the current position.
    if (std::fflush(array.get()) != 0 || std::fseek(array.get(), 0, SEEK_SET) != 0)
      fail_full(path_);
    add(name, zip_source_filep(archive.get(), array.release(), 0, -1));  // closes the file
  };
  const auto places = static_cast<std::size_t>(shape_.places);
  add_array("harmony.npy", harmony_,
            npy_header(sizeof(float),
                       {frames_, places, static_cast<std::size_t>(shape_.channels_per_place)}));
  add_array("rhythm.npy", rhythm_,
            npy_header(sizeof(float), {frames_, static_cast<std::size_t>(shape_.rhythm)}));
  add_array("seconds.npy", seconds_, npy_header(sizeof(double), {frames_}));
  const std::string geometry =
      npy_header(sizeof(double), {geometry_.size()}) +
      std::string(reinterpret_cast<const char*>(geometry_.data()), sizeof geometry_);
  add("geometry.npy", zip_source_buffer(archive.get(), geometry.data(), geometry.size(), 0));
  if (zip_close(archive.get()) != 0) fail(path_, zip_strerror(archive.get()));
  archive.release();  // freed by zip_close
}

void write_latents(const Path& path, const LatentsFile& l) {
  LatentsWriter writer(path, l.shape, l.sample_rate, l.hop_seconds);
  const auto harmony = static_cast<std::size_t>(l.shape.harmony()),
             rhythm = static_cast<std::size_t>(l.shape.rhythm);
  for (std::size_t t = 0; t < l.frames(); ++t)
    writer.add({&l.harmony[t * harmony], harmony}, {&l.rhythm[t * rhythm], rhythm}, l.seconds[t]);
  writer.finish();
}

}  // namespace hemiola::programs
