// Packets: reading, writing, and rejecting invalid ones.
#include "osc/packet.h"

#include "support/catch.h"
#include "support/packets.h"

namespace hemiola {

using packets::message;

TEST_CASE("each type is read as what it is") {
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
    CHECK(messages[0].arguments[i].as_number() == expected[i]);
  }
  for (int i = 6; i < 10; ++i) CHECK_FALSE(messages[0].arguments[i].as_number());
  CHECK(messages[0].arguments[10].number == 7);
}

TEST_CASE("what is written is read again, and ends where its contents end") {
  for (const char* text : {"", "a", "ab", "abc", "abcd"}) {
    osc::MessageWriter writer(std::string("/") + text);
    writer.add(text);
    writer.add(-3);
    writer.add(0.25f);
    const std::string bytes = writer.bytes();
    CHECK(bytes.size() % 4 == 0);
    const osc::Message message = osc::read_packet(bytes).at(0);
    CHECK(message.address == std::string("/") + text);
    REQUIRE(message.arguments.size() == 3);
    CHECK(message.arguments[0].text == text);
    CHECK(message.arguments[1].number == -3);
    CHECK(message.arguments[2].number == 0.25);
  }
  // The exact bytes of OSC 1.0
  CHECK(osc::MessageWriter("/ping").bytes() == std::string("/ping\0\0\0,\0\0\0", 12));
}

TEST_CASE("the arguments of arrays are read one after another") {
  std::string bytes("/x\0\0,[i[f]]i\0\0\0\0", 16);
  for (const std::uint32_t word : {1u, 0x40000000u, 3u}) packets::append_int(bytes, word);
  const auto arguments = osc::read_packet(bytes).at(0).arguments;
  REQUIRE(arguments.size() == 3);
  for (int i = 0; i < 3; ++i) CHECK(arguments[i].number == i + 1);
}

TEST_CASE("a text that is a number counts as one, and no other text does") {
  const auto number_in = [](const char* text) {
    return osc::read_packet(message("/x", text)).at(0).arguments.at(0).as_number();
  };
  CHECK(number_in("3.5") == 3.5);
  CHECK(number_in(" -2 ") == -2);
  CHECK(number_in("+1e2") == 100);
  for (const char* text : {"", " ", "high", "3,5", "3.5 Hz", "1 2", "+-1", "0x10", "1e999"}) {
    INFO(text);
    CHECK_FALSE(number_in(text));
  }
}

TEST_CASE("spaces and slashes behind an address are left away") {
  CHECK(osc::read_packet(message("/a/b ")).at(0).address == "/a/b");
  CHECK(osc::read_packet(message("/a/b/")).at(0).address == "/a/b");
  CHECK(osc::read_packet(message("a b// /")).at(0).address == "a b");
  CHECK(osc::read_packet(message("/")).at(0).address == "/");
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
    // A cut between two elements leaves a valid bundle; any other cut is rejected.
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
