// Snapshots: kept in a file, damaged files, the map's weights and blends.
#include <cmath>
#include <fstream>
#include <iterator>
#include <numeric>
#include <stdexcept>

#include "snapshots/snapshots.h"
#include "support/catch.h"
#include "support/temporary.h"

using namespace hemiola;
using snapshots::Snapshot;
using snapshots::Snapshots;

namespace {

patchbay::VoiceSetting setting(float rotation) {
  patchbay::VoiceSetting voice;
  voice.rotation = rotation;
  voice.harmony.held_share = 1;
  voice.harmony.held = {rotation, 0.1f, -2.5f};
  voice.harmony.shares = voice.rhythm.shares = {1, 0};
  voice.rhythm.glide_frames = 12;
  voice.rhythm.freeze_at = patchbay::FreezeAt::now;
  voice.notes = {{60, 100}, {63.5f, 12}};
  voice.notes_share = 1;
  voice.scale = {0, 4, 7};
  voice.pull = 0.25f;
  return voice;
}

struct Said {
  Snapshots::Say say = [this](const std::string& text) { words.push_back(text); };
  std::vector<std::string> words;
};

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("what was saved is read again by the next worker, to the bit") {
  const tests::TemporaryFolder folder;
  const auto file = folder.path() / "new" / "snapshots.json";
  Said said;
  std::vector<Snapshot> before;
  {
    Snapshots own(said.say);
    own.open(file);
    own.save("verse", {setting(1.0f / 3), setting(0)});
    own.save("chorus", {setting(-7), setting(2)});
    own.save("verse", {setting(5), setting(0.1f)});
    own.save("bridge", {setting(1), setting(1)});
    CHECK(own.place("chorus", 0.125f, 2));
    CHECK(own.remove("bridge"));
    CHECK_FALSE(own.remove("bridge"));
    CHECK_FALSE(own.place("bridge", 0, 0));
    CHECK(own.find("bridge") == nullptr);
    before = own.all();
    CHECK(own.keep());
    CHECK_FALSE(own.keep());
  }
  REQUIRE(before.size() == 2);
  CHECK(before[1].y == 1);
  Snapshots again(said.say);
  again.open(file);
  CHECK(again.all() == before);
  CHECK(again.find("verse")->voices[0].rotation == 5);
  CHECK(said.words.empty());
}

TEST_CASE("a damaged file is put aside and told, whatever is wrong with it") {
  const tests::TemporaryFolder folder;
  const auto file = folder.path() / "snapshots.json";
  const std::string good = snapshots::to_json({{"a", 0.5f, 0.5f, {setting(1)}}});
  CHECK(snapshots::from_json(good).size() == 1);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
  };
  for (const std::string& bad :
       {std::string(), std::string("{"), std::string("[]"), good.substr(0, good.size() / 2),
        with("\"pull\":0.25", "\"pull\":\"x\""), with("\"pull\":0.25", "\"pull\":1e999"),
        with("hemiola_snapshots\":1", "hemiola_snapshots\":2"), with("\"held\":", "\"other\":"),
        with("[60.0,100.0]", "[60.0]"), with("\"name\":\"a\"", "\"name\":\"a/b\""),
        with("\"name\":\"a\"", "\"name\":\"\""), with("\"voices\":[", "\"voices\":3,\"x\":[")}) {
    INFO(bad);
    std::ofstream(file) << bad;
    Said said;
    Snapshots own(said.say);
    own.open(file);
    CHECK(own.all().empty());
    REQUIRE(said.words.size() == 1);
    CHECK(text_of(file.string() + ".unreadable") == bad);
    CHECK_FALSE(std::filesystem::exists(file));
  }
}

TEST_CASE("a folder that can't be written is told, and snapshots last as long as the worker") {
  const tests::TemporaryFolder folder;
  std::ofstream(folder.path() / "file") << "x";
  Said said;
  {
    Snapshots own(said.say);
    own.open(folder.path() / "file" / "snapshots.json");
    own.save("a", {setting(1)});
    own.keep();
    CHECK(own.find("a") != nullptr);
  }
  REQUIRE(said.words.size() == 1);
  CHECK(said.words[0].find("HEMIOLA_SNAPSHOTS") != std::string::npos);
}

TEST_CASE("a folder in the place of the file is told and left alone") {
  const tests::TemporaryFolder folder;
  Said said;
  {
    Snapshots own(said.say);
    own.open(folder.path());
    own.save("a", {setting(1)});
    own.keep();
  }
  CHECK(said.words.size() == 1);
  CHECK(std::filesystem::is_directory(folder.path()));
}

TEST_CASE("there are so many snapshots, no more, each at a place of its own") {
  Said said;
  Snapshots own(said.say);
  for (std::size_t i = 0; i < Snapshots::kMaxSnapshots + 3; ++i)
    own.save("number " + std::to_string(i), {setting(static_cast<float>(i))});
  REQUIRE(own.all().size() == Snapshots::kMaxSnapshots);
  for (const Snapshot& a : own.all()) {
    CHECK((a.x >= 0 && a.x <= 1 && a.y >= 0 && a.y <= 1));
    for (const Snapshot& b : own.all())
      CHECK((&a == &b || std::hypot(a.x - b.x, a.y - b.y) > 0.01f));
  }
}

TEST_CASE("frozen snapshots blend to frozen ones, wherever the point is") {
  Said said;
  Snapshots own(said.say);
  for (const char* name : {"a", "b", "c"}) own.save(name, {setting(1)});
  for (float x = 0.013f; x < 1; x += 0.07f) CHECK(own.at(x, 0.37f)[0].harmony.held_share == 1);
}

TEST_CASE("the map plays exactly a snapshot at its place, smoothly more of it on the way there") {
  Said said;
  Snapshots own(said.say);
  own.save("low", {setting(-6), setting(0)});
  own.save("high", {setting(6), setting(0)});
  own.save("middle", {setting(0)});  // fewer voices
  own.place("low", 0.2f, 0.5f);
  own.place("high", 0.8f, 0.5f);
  own.place("middle", 0.5f, 0.9f);
  for (const Snapshot& each : own.all()) {
    const auto voices = own.at(each.x, each.y);
    REQUIRE(voices.size() == 1);
    CHECK(voices[0] == each.voices[0]);
  }
  float before = -6;
  for (float x = 0.2f; x <= 0.8f; x += 0.01f) {
    const auto weights = snapshots::weights_at(x, 0.5f, own.all());
    CHECK(std::accumulate(weights.begin(), weights.end(), 0.0f) == Approx(1));
    const float rotation = own.at(x, 0.5f)[0].rotation;
    CHECK(rotation >= before - 1e-4f);
    CHECK(rotation - before < 0.9f);
    before = rotation;
  }
  CHECK(Snapshots(said.say).at(0.5f, 0.5f).empty());
}
