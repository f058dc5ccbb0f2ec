// Files of chords as people write them, and what is wrong with others.
#include <stdexcept>

#include "notation/chord_file.h"
#include "notation/chord_names.h"
#include "support/catch.h"

using namespace hemiola::notation;

TEST_CASE("names, numbers, no chord and comments are read") {
  const auto changes = parse_chords(
      "# a song\n0 Am7\n\n  2.5   60 64 67.5  # a quarter tone high\n4\tF#\n8 -\n", "song.txt");
  REQUIRE(changes.size() == 4);
  CHECK(changes[0].notes == voicing(chord_of("Am7")));
  CHECK(changes[1].seconds == 2.5);
  CHECK(changes[1].notes == std::vector<double>{60, 64, 67.5});
  CHECK(changes[2].notes == voicing(chord_of("F#")));
  CHECK(changes[3].notes.empty());
}

TEST_CASE("lines that end as on Windows, after its byte order mark, are lines") {
  CHECK(parse_chords("\xEF\xBB\xBF"
                     "0 C\r\n1 G\r\n",
                     "song.txt")
            .size() == 2);
}

TEST_CASE("what can't be read is refused with its line") {
  const auto refused = [](const char* text, const char* why) {
    CHECK_THROWS_WITH(parse_chords(text, "song.txt"), hemiola::tests::Contains(why));
  };
  refused("0 C\n1 Xm\n", "song.txt, line 2");
  refused("0 C\n1\n", "a chord is missing");
  refused("soon C\n", "is no time");
  refused("-1 C\n", "is no time");
  refused("nan C\n", "is no time");
  refused("2 C\n1 F\n", "lies before");
  refused("0 60 E 67\n", "one chord's name, or MIDI numbers");
  refused("0 60 200\n", "from 0 to 127");
  refused("# nothing\n", "holds no chords");
  CHECK_THROWS_WITH(read_chords("no/such/file"), hemiola::tests::Contains("can't be read"));
  CHECK_THROWS_WITH(read_chords("/"), hemiola::tests::Contains("can't be read"));
}
