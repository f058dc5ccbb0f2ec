// Reads latents from .npz files.
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

// A parsed NumPy header. The .npy format, version 1:
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
struct Npy {
  std::size_t start = 0;         // offset of the data
  std::size_t number_bytes = 0;  // 4 or 8
  std::vector<std::size_t> shape;
  std::size_t count = 1;
};

Npy parse_npy(const std::string& npy, const Path& path, const std::string& name) {
  const std::string array = "array \"" + name + "\" ";
  const auto bad = [&] { fail(path, array + "is damaged, or not as NumPy writes it"); };
  if (npy.size() < 10 || npy.compare(0, 6, "\x93NUMPY") != 0) bad();
  Npy n;
  n.start = 10 + static_cast<unsigned char>(npy[8]) + 256u * static_cast<unsigned char>(npy[9]);
  if (npy.size() < n.start) bad();
  const std::string header = npy.substr(10, n.start - 10);
  for (const std::size_t bytes : {4u, 8u})
    if (header.find("'<f" + std::to_string(bytes) + "'") != std::string::npos)
      n.number_bytes = bytes;
  if (n.number_bytes == 0)
    fail(path,
         array + "holds numbers of another kind; save it as " + name + ".astype(numpy.float32)");
  if (header.find("False") == std::string::npos)
    fail(path, array + "is in Fortran's order; save it as numpy.ascontiguousarray(" + name + ")");
  const auto open = header.find('('), close = header.find(')');
  if (open == std::string::npos || close == std::string::npos) bad();
  const std::string sizes = header.substr(open, close - open);
  static const std::regex number("[0-9]{1,9}");
  for (std::sregex_iterator it(sizes.begin(), sizes.end(), number), end; it != end; ++it) {
    n.shape.push_back(std::stoul(it->str()));
    n.count *= n.shape.back();
    if (n.count > npy.size()) bad();
  }
  if (npy.size() != n.start + n.count * n.number_bytes) bad();
  return n;
}

// Accepts float64 too, the default of most NumPy calculations.
template <typename T>
std::vector<T> from_npy(const std::string& npy, std::vector<std::size_t>& shape, const Path& path,
                        const std::string& name) {
  const Npy n = parse_npy(npy, path, name);
  shape = n.shape;
  const auto read = [&]<typename Stored>(Stored) {
    std::vector<Stored> stored(n.count);
    if (n.count > 0) std::memcpy(stored.data(), npy.data() + n.start, n.count * sizeof(Stored));
    return std::vector<T>(stored.begin(), stored.end());
  };
  return n.number_bytes == sizeof(float) ? read(0.0f) : read(0.0);
}

std::string read_entry(zip_t* archive, const Path& path, const std::string& name) {
  constexpr zip_uint64_t kLargest = 1ull << 32;
  zip_stat_t stat;
  if (zip_stat(archive, (name + ".npy").c_str(), 0, &stat) != 0 || stat.size > kLargest)
    fail(path, "has no array \"" + name + "\"; was it written by hemiola encode?");
  // Read in pieces: a damaged file may claim a huge size.
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
  if (seconds[0] == 0) fail(path, "holds no frame; there is nothing in it to play");
  l.shape = {static_cast<int>(harmony[1]), static_cast<int>(harmony[2]),
             static_cast<int>(rhythm[1])};
  l.sample_rate = rates[0];
  l.hop_seconds = rates[1];
  return l;
}

}  // namespace hemiola::programs
