// Safetensors files: named tensors as a JSON header and raw numbers, nothing executable.
#include "modelfile/safetensors.h"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "platform/durable.h"

namespace hemiola::modelfile {
namespace {

using nlohmann::json;
constexpr std::uint64_t kLargestHeader = 8u << 20;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& reason) {
  throw std::runtime_error(path.string() + ": " + reason);
}

[[noreturn]] void fail_damaged(const std::filesystem::path& path, const std::string& reason) {
  fail(path, reason + "; it is another kind of file, or was cut short or damaged: copy it again");
}

Tensor read_tensor(std::ifstream& in, const json& entry, std::uint64_t data_start,
                   std::uint64_t data_size, const std::string& name,
                   const std::filesystem::path& path) {
  if (entry.at("dtype") != "F32")
    fail(path, "tensor " + name + " is not of type F32, the only one that is read here");
  const auto begin = entry.at("data_offsets").at(0).get<std::uint64_t>();
  const auto end = entry.at("data_offsets").at(1).get<std::uint64_t>();
  if (begin > end || end > data_size) fail_damaged(path, "tensor " + name + " is outside the file");
  std::uint64_t count = 1;
  Tensor tensor;
  for (const auto& size : entry.at("shape")) {
    const auto n = size.get<std::uint64_t>();
    // Also for empty tensors, as n has to fit into an int64.
    if (n > data_size || (n != 0 && count > data_size / n))
      fail_damaged(path, "tensor " + name + " has an absurd shape");
    count *= n;
    tensor.shape.push_back(static_cast<std::int64_t>(n));
  }
  if (count * sizeof(float) != end - begin)
    fail_damaged(path, "tensor " + name + " has a shape that its data does not fill");
  tensor.values.resize(count);
  in.seekg(static_cast<std::streamoff>(data_start + begin));
  in.read(reinterpret_cast<char*>(tensor.values.data()), static_cast<std::streamsize>(end - begin));
  if (!in) fail_damaged(path, "the file ends inside tensor " + name);
  return tensor;
}

}  // namespace

TensorFile read_safetensors(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::error_code error;
  const std::uint64_t file_size = std::filesystem::file_size(path, error);
  if (!in || error) fail(path, "cannot be read; does it exist, and may you read it?");
  std::uint64_t header_size = 0;
  in.read(reinterpret_cast<char*>(&header_size), sizeof header_size);
  if (!in || header_size > kLargestHeader || header_size + sizeof header_size > file_size)
    fail_damaged(path, "is no safetensors file (its header does not fit the file)");
  std::string header(header_size, '\0');
  in.read(header.data(), static_cast<std::streamsize>(header_size));
  TensorFile file;
  try {
    const json j = json::parse(header);
    const std::uint64_t data_start = header_size + sizeof header_size;
    for (const auto& [name, entry] : j.items()) {
      if (name == "__metadata__")
        file.metadata = entry.get<std::map<std::string, std::string>>();
      else
        file.tensors[name] = read_tensor(in, entry, data_start, file_size - data_start, name, path);
    }
  } catch (const json::exception&) {
    fail_damaged(path, "is no safetensors file (its header is damaged)");
  } catch (const std::bad_alloc&) {
    fail(path, "there is not enough memory for its tensors");
  }
  return file;
}

void write_safetensors(const std::filesystem::path& path, const TensorFile& file) {
  json header;
  header["__metadata__"] = file.metadata;
  std::uint64_t offset = 0;
  for (const auto& [name, tensor] : file.tensors) {
    const std::uint64_t bytes = tensor.values.size() * sizeof(float);
    header[name] = {
        {"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {offset, offset + bytes}}};
    offset += bytes;
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  const std::uint64_t header_size = text.size();
  const std::filesystem::path partial = path.string() + ".partial";
  {
    std::ofstream out(partial, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(&header_size), sizeof header_size);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    for (const auto& [name, tensor] : file.tensors)
      out.write(reinterpret_cast<const char*>(tensor.values.data()),
                static_cast<std::streamsize>(tensor.values.size() * sizeof(float)));
    out.flush();
    if (!out) fail(path, "could not be written; is the disk full, or the folder read-only?");
  }
  platform::flush_to_disk(partial);
  try {
    platform::rename_for_good(partial, path);
  } catch (const std::filesystem::filesystem_error& error) {
    fail(path, "could not be put in its place (" + error.code().message() + "); the model is in " +
                   partial.string());
  }
}

}  // namespace hemiola::modelfile
