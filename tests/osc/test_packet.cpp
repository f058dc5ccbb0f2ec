// Our reading and writing of OSC against oscpack's.
#include "osc/packet.h"

#include <catch2/catch.hpp>

#include "packets.h"

namespace hemiola {

using packets::message;

TEST_CASE("what oscpack writes is read alike") {
  const std::string bytes = message("/a/b", 5, -2.5f, static_cast<::osc::int64>(1) << 40, 0.1, true,
                                    false, "text", ::osc::Blob("12345", 5), ::osc::OscNil, 'c', 7);
  const auto messages = osc::read_packet(bytes);
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].address == "/a/b");
  std::string types;
  for (const auto& value : messages[0].arguments) types += value.type;
  REQUIRE(types == "ifhdTFsbNci");
  const double expected[] = {5, -2.5, 1099511627776.0, 0.1, 1, 0};
  for (int i = 0; i < 6; ++i) {
    CHECK(messages[0].arguments[i].is_number());
    CHECK(messages[0].arguments[i].number == expected[i]);
  }
  for (int i = 6; i < 10; ++i) CHECK_FALSE(messages[0].arguments[i].is_number());
  CHECK(messages[0].arguments[10].number == 7);
}

TEST_CASE("what we write oscpack writes to the same byte") {
  for (const char* text : {"", "a", "ab", "abc", "abcd"}) {
    osc::MessageWriter writer(std::string("/") + text);
    writer.add(text);
    writer.add(-3);
    writer.add(0.25f);
    CHECK(writer.bytes() == message((std::string("/") + text).c_str(), text, -3, 0.25f));
  }
  CHECK(osc::MessageWriter("/ping").bytes() == message("/ping"));
}

TEST_CASE("bundles are read in order, whole or not at all") {
  const std::string one = message("/1"), two = message("/2"), three = message("/3");
  const std::string good = packets::bundle({one, packets::bundle({two}), three});
  const auto messages = osc::read_packet(good);
  REQUIRE(messages.size() == 3);
  CHECK(messages[0].address == "/1");
  CHECK(messages[1].address == "/2");
  CHECK(messages[2].address == "/3");
  for (std::size_t size = 20; size < good.size(); size += 4) {
    const std::string cut = good.substr(0, size);
    INFO(size);
    // A cut between two elements leaves a good bundle; any other one is refused.
    const bool between =
        size == 16 + 4 + one.size() || size == 16 + 4 + one.size() + 4 + 16 + 4 + two.size();
    if (between) {
      CHECK_NOTHROW(osc::read_packet(cut));
    } else {
      CHECK_THROWS_AS(osc::read_packet(cut), osc::Malformed);
    }
  }
}

TEST_CASE("a blob that claims more than there is does not lead out of the packet") {
  std::string bytes("/x\0\0,bb\0", 8);
  packets::append_int(bytes, 0xfffffff0);
  packets::append_int(bytes, 4);
  CHECK_THROWS_AS(osc::read_packet(bytes), osc::Malformed);
}

}  // namespace hemiola
