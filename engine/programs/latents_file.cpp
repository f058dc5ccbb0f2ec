// Latents in a file that NumPy reads: harmony, rhythm, frame times and geometry in one .npz.
#include "programs/latents_file.h"

#include <zip.h>

#include <cstring>
#include <memory>
#include <regex>
#include <stdexcept>
#include <string>

namespace hemiola::programs {
namespace {

using Path = std::filesystem::path;
using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;

[[noreturn]] void fail(const Path& path, const std::string& reason) {
  throw std::runtime_error(path.string() + ": " + reason);
}

// The .npy format, version 1:
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
template <typename T>
std::string to_npy(const T* data, const std::vector<std::size_t>& shape) {
  std::string sizes;
  std::size_t count = 1;
  for (const auto size : shape) {
    sizes += std::to_string(size) + ",";
    count *= size;
  }
  std::string header = "{'descr': '<f" + std::to_string(sizeof(T)) +
                       "', 'fortran_order': False, 'shape': (" + sizes + "), }";
  header.resize((header.size() + 10 + 64) / 64 * 64 - 11, ' ');
  header += '\n';
  std::string npy("\x93NUMPY\x01\x00", 8);
  npy += static_cast<char>(header.size() & 0xff);
  npy += static_cast<char>(header.size() >> 8);
  return npy + header + std::string(reinterpret_cast<const char*>(data), count * sizeof(T));
}

template <typename T>
std::vector<T> from_npy(const std::string& npy, std::vector<std::size_t>& shape, const Path& path,
                        const std::string& name) {
  const auto bad = [&] { fail(path, "array \"" + name + "\" is not as hemiola encode writes it"); };
  if (npy.size() < 10 || npy.compare(0, 6, "\x93NUMPY") != 0) bad();
  const std::size_t header_size =
      static_cast<unsigned char>(npy[8]) + 256u * static_cast<unsigned char>(npy[9]);
  if (npy.size() < 10 + header_size) bad();
  const std::string header = npy.substr(10, header_size);
  if (header.find("<f" + std::to_string(sizeof(T))) == std::string::npos ||
      header.find("False") == std::string::npos)
    bad();
  const auto open = header.find('('), close = header.find(')');
  if (open == std::string::npos || close == std::string::npos) bad();
  const std::string sizes = header.substr(open, close - open);
  static const std::regex number("[0-9]{1,9}");
  std::size_t count = 1;
  for (std::sregex_iterator it(sizes.begin(), sizes.end(), number), end; it != end; ++it) {
    shape.push_back(std::stoul(it->str()));
    count *= shape.back();
    if (count > npy.size()) bad();
  }
  if (npy.size() != 10 + header_size + count * sizeof(T)) bad();
  std::vector<T> data(count);
  if (count > 0) std::memcpy(data.data(), npy.data() + 10 + header_size, count * sizeof(T));
  return data;
}

std::string read_entry(zip_t* archive, const Path& path, const std::string& name) {
  constexpr zip_uint64_t kLargest = 1ull << 32;
  zip_stat_t stat;
  if (zip_stat(archive, (name + ".npy").c_str(), 0, &stat) != 0 || stat.size > kLargest)
    fail(path, "has no array \"" + name + "\"; was it written by hemiola encode?");
  // Piece by piece: a damaged file may claim a size that no memory has.
  std::string bytes;
  std::vector<char> piece(1 << 16);
  zip_file_t* file = zip_fopen(archive, (name + ".npy").c_str(), 0);
  zip_int64_t got = file ? 1 : -1;
  while (got > 0 && bytes.size() <= stat.size) {
    got = zip_fread(file, piece.data(), piece.size());
    if (got > 0) bytes.append(piece.data(), static_cast<std::size_t>(got));
  }
  if (file) zip_fclose(file);
  if (got != 0 || bytes.size() != stat.size) fail(path, "array \"" + name + "\" is damaged");
  return bytes;
}

}  // namespace

void write_latents(const Path& path, const LatentsFile& l) {
  int code = 0;
  Archive archive(zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code), &zip_discard);
  if (!archive) fail(path, "cannot be written; does its folder exist?");
  const double geometry[] = {l.sample_rate, l.hop_seconds};
  const std::size_t frames = l.frames();
  const std::pair<const char*, std::string> entries[] = {
      {"harmony.npy",
       to_npy(l.harmony.data(), {frames, static_cast<std::size_t>(l.shape.places),
                                 static_cast<std::size_t>(l.shape.channels_a_place)})},
      {"rhythm.npy", to_npy(l.rhythm.data(), {frames, static_cast<std::size_t>(l.shape.rhythm)})},
      {"seconds.npy", to_npy(l.seconds.data(), {frames})},
      {"geometry.npy", to_npy(geometry, {2})}};
  for (const auto& [name, bytes] : entries) {
    zip_source_t* source = zip_source_buffer(archive.get(), bytes.data(), bytes.size(), 0);
    if (!source || zip_file_add(archive.get(), name, source, ZIP_FL_ENC_UTF_8) < 0)
      fail(path, zip_strerror(archive.get()));
  }
  if (zip_close(archive.get()) != 0) fail(path, zip_strerror(archive.get()));
  archive.release();  // zip_close has freed it
}

LatentsFile read_latents(const Path& path) {
  int code = 0;
  Archive archive(zip_open(path.c_str(), ZIP_RDONLY, &code), &zip_discard);
  if (!archive) fail(path, "cannot be read as .npz; was it written by hemiola encode?");
  LatentsFile l;
  const auto array = [&]<typename T>(const std::string& name, T, std::size_t dimensions,
                                     std::vector<std::size_t>& shape) {
    auto data = from_npy<T>(read_entry(archive.get(), path, name), shape, path, name);
    if (shape.size() != dimensions) fail(path, "array \"" + name + "\" has the wrong shape");
    return data;
  };
  std::vector<std::size_t> harmony, rhythm, seconds, geometry;
  l.harmony = array("harmony", 0.0f, 3, harmony);
  l.rhythm = array("rhythm", 0.0f, 2, rhythm);
  l.seconds = array("seconds", 0.0, 1, seconds);
  const auto rates = array("geometry", 0.0, 1, geometry);
  if (harmony[0] != seconds[0] || rhythm[0] != seconds[0] || rates.size() != 2)
    fail(path, "its arrays differ in their number of frames");
  l.shape = {static_cast<int>(harmony[1]), static_cast<int>(harmony[2]),
             static_cast<int>(rhythm[1])};
  l.sample_rate = rates[0];
  l.hop_seconds = rates[1];
  return l;
}

}  // namespace hemiola::programs
