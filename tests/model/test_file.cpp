// The model file: saved models can be loaded again, broken files are refused with a message.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "model/model.h"
#include "networks/make_model.h"
#include "support/catch.h"
#include "support/temporary.h"

using namespace hemiola;
using hemiola::tests::Contains;

namespace {

std::string read_all(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_all(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::vector<float> encode_something(const model::Model& m) {
  const auto& c = m.config();
  std::vector<float> bands(5 * c.geometry.bands, -3), h(5 * c.places * c.channels_per_place),
      r(5 * c.rhythm);
  auto state = m.make_encoder_state();
  model::StreamState* s = state.get();
  m.encode({&s, 1}, 5, bands.data(), h.data(), r.data());
  h.insert(h.end(), r.begin(), r.end());
  return h;
}

// The same file with another header.
template <typename Change>
std::string with_header(const std::string& bytes, Change change) {
  std::uint64_t size = 0;
  std::copy_n(bytes.data(), 8, reinterpret_cast<char*>(&size));
  auto header = nlohmann::json::parse(bytes.substr(8, size));
  change(header);
  const std::string text = header.dump(), rest = bytes.substr(8 + size);
  size = text.size();
  return std::string(reinterpret_cast<const char*>(&size), 8) + text + rest;
}

template <typename Change>
std::string with_config(const std::string& bytes, Change change) {
  return with_header(bytes, [&](nlohmann::json& header) {
    auto& text = header["__metadata__"]["hemiola"];
    auto config = nlohmann::json::parse(text.get<std::string>());
    change(config);
    text = config.dump();
  });
}

}  // namespace

TEST_CASE("a saved model comes back to the bit, configuration and record too") {
  const tests::TemporaryFolder folder;
  modelfile::Config config;
  config.width = 16;
  config.record = R"({"frames":12})";
  const auto m = networks::make_model(config, 5);
  m->save(folder / "m.safetensors");
  const auto back = model::Model::load(folder / "m.safetensors", "cpu");
  CHECK(back->config().width == 16);
  CHECK(back->config().record == R"({"frames":12})");
  CHECK(back->config().geometry.hop_seconds == config.geometry.hop_seconds);
  CHECK(encode_something(*m) == encode_something(*back));
}

TEST_CASE("the file is safetensors: a length, a JSON header, raw numbers that fill the rest") {
  const tests::TemporaryFolder folder;
  networks::make_model(modelfile::Config{}, 5)->save(folder / "m.safetensors");
  const std::string bytes = read_all(folder / "m.safetensors");
  std::uint64_t size = 0;
  std::copy_n(bytes.data(), 8, reinterpret_cast<char*>(&size));
  const auto header = nlohmann::json::parse(bytes.substr(8, size));
  std::uint64_t end = 0;
  for (const auto& [name, entry] : header.items())
    if (name != "__metadata__") end = std::max(end, entry["data_offsets"][1].get<std::uint64_t>());
  CHECK(end + 8 + size == bytes.size());
  CHECK(header["__metadata__"]["hemiola"].is_string());
}

TEST_CASE("a missing, cut, foreign or damaged file is refused with its path and a reason") {
  const tests::TemporaryFolder folder;
  const auto path = folder / "m.safetensors";
  const auto load = [&] { return model::Model::load(path, "cpu"); };
  CHECK_THROWS_WITH(load(), Contains("m.safetensors") && Contains("cannot be read"));
  write_all(path, "not a model");
  CHECK_THROWS_WITH(load(), Contains("m.safetensors") && Contains("no safetensors"));
  networks::make_model(modelfile::Config{}, 5)->save(path);
  const std::string good = read_all(path);
  for (std::size_t length = 0; length < good.size(); length += good.size() / 37 + 1) {
    write_all(path, good.substr(0, length));
    CHECK_THROWS_WITH(load(), Contains("m.safetensors"));
  }
  std::string absurd = good;
  absurd[6] = '\x7f';  // a header of petabytes
  write_all(path, absurd);
  CHECK_THROWS_WITH(load(), Contains("no safetensors"));
  std::string other = good;
  const auto at = other.find("\\\"width\\\":32");
  REQUIRE(at != std::string::npos);
  other.replace(at, 12, "\\\"width\\\":48");
  write_all(path, other);
  CHECK_THROWS_WITH(load(), Contains("does not fit its configuration"));
  std::string nan = good;
  for (int i = 1; i <= 4; ++i) nan[nan.size() - i] = '\xff';
  write_all(path, nan);
  CHECK_THROWS_WITH(load(), Contains("not finite"));
}

TEST_CASE("a configuration that no network can run is refused with the path and the reason") {
  const tests::TemporaryFolder folder;
  const auto path = folder / "m.safetensors";
  networks::make_model(modelfile::Config{}, 5)->save(path);
  const std::string good = read_all(path);
  const auto try_config = [&](auto change) {
    write_all(path, with_config(good, change));
    return model::Model::load(path, "cpu");
  };
  // All tensors are there, but sized for another number of places.
  CHECK_THROWS_WITH(try_config([](auto& c) {
                      c["places"] = 60;
                      c["geometry"]["bands"] = 120;
                    }),
                    Contains("m.safetensors") && Contains("does not fit its configuration"));
  CHECK_THROWS_WITH(try_config([](auto& c) { c["geometry"]["hop_seconds"] = 2048.0 / 48000; }),
                    Contains("m.safetensors") && Contains("must span two hops"));
  CHECK_THROWS_WITH(try_config([](auto& c) { c["geometry"]["windows"][1]["from_hz"] = 0; }),
                    Contains("m.safetensors") && Contains("out of order"));
  CHECK_THROWS_WITH(try_config([](auto& c) { c["geometry"]["windows"][1]["fall_seconds"] = 0.05; }),
                    Contains("m.safetensors") && Contains("fall alike"));
  for (const std::uint64_t size : {std::uint64_t{1} << 63, std::uint64_t{1} << 62}) {
    write_all(path, with_header(good, [&](auto& header) {
                auto& entry = header["position"];
                entry["shape"] = {0, size};
                entry["data_offsets"] = {0, 0};
              }));
    CHECK_THROWS_WITH(model::Model::load(path, "cpu"), Contains("m.safetensors"));
  }
}

TEST_CASE("a device that is not there is refused with what to do") {
  CHECK_THROWS_WITH(networks::make_model(modelfile::Config{}, 1, "tpu"),
                    Contains("auto, cpu or cuda"));
}
