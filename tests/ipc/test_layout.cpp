// A segment is opened only if the version and all sizes are exactly those of this build.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/interprocess/shared_memory_object.hpp>
#include <filesystem>
#include <string>

#include "ipc/segment.h"
#include "support/catch.h"

using namespace hemiola::ipc;
using hemiola::tests::Contains;

namespace {

ServerFacts facts() {
  ServerFacts facts;
  facts.sample_rate = 48000;
  facts.pid = getpid();
  return facts;
}

struct Made {
  Segment segment = Segment::create(3, facts());
  ~Made() { remove_segment(segment.name()); }
};

std::string refusal(const std::string& name) {
  try {
    Segment::open(name);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("A segment opens as it was made, private to its user") {
  Made made;
  const Segment other = Segment::open(made.segment.name());
  CHECK(other.voices() == 3);
  CHECK(other.header().server.sample_rate == 48000);
  struct stat status = {};
  REQUIRE(stat(("/dev/shm/" + other.name()).c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(other.geometry().timing.hop == 0);
}

TEST_CASE("Voices don't overlap each other or the header") {
  Made made;
  const Segment& segment = made.segment;
  const auto address = [](const auto& thing) { return reinterpret_cast<const char*>(&thing); };
  CHECK(address(segment.encoder(0)) >= address(segment.header()) + sizeof(Header));
  CHECK(address(segment.encoder(1)) == address(segment.encoder(0)) + sizeof(EncoderVoice));
  CHECK(address(segment.decoder(0)) == address(segment.encoder(2)) + sizeof(EncoderVoice));
  CHECK(address(segment.decoder(2)) + sizeof(DecoderVoice) ==
        address(segment.header()) + segment.header().stamp.total_bytes);
}

TEST_CASE("A wrong layout is refused with a sentence that names the segment") {
  Made made;
  Stamp& stamp = made.segment.header().stamp;
  const std::string name = made.segment.name();
  SECTION("magic") {
    stamp.magic ^= 1;
    CHECK_THAT(refusal(name), Contains("no Hemiola segment") && Contains(name));
  }
  SECTION("version") {
    stamp.version += 1;
    CHECK_THAT(refusal(name), Contains("version") && Contains("one release"));
  }
  SECTION("version of Boost") {
    stamp.boost += 100;
    CHECK_THAT(refusal(name), Contains("of Boost") && Contains("one build"));
  }
  SECTION("size of the header") {
    stamp.header_bytes += 8;
    CHECK_THAT(refusal(name), Contains("sizes don't fit"));
  }
  SECTION("size of a voice") {
    stamp.encoder_bytes -= 8;
    CHECK_THAT(refusal(name), Contains("sizes don't fit"));
  }
  SECTION("number of voices") {
    stamp.voices = 65;
    CHECK_THAT(refusal(name), Contains("65 voices"));
    stamp.voices = 2;
    CHECK_THAT(refusal(name), Contains("sizes don't fit"));
  }
  SECTION("unfinished") {
    made.segment.header().open = 0;
    CHECK_THAT(refusal(name), Contains("not finished"));
  }
}

TEST_CASE("A missing, an empty and a short segment are refused") {
  CHECK_THAT(refusal("hemiola-none"), Contains("can't be opened") && Contains("server running"));
  namespace bip = boost::interprocess;
  const std::string name = "hemiola-short-" + std::to_string(getpid());
  {
    bip::shared_memory_object memory(bip::create_only, name.c_str(), bip::read_write);
    CHECK_THAT(refusal(name), Contains("too few"));
    memory.truncate(sizeof(Header) + 100);
    CHECK_THAT(refusal(name), Contains("no Hemiola segment"));
  }
  remove_segment(name);
}

TEST_CASE("Numbers of voices outside 1 to 64 are refused") {
  CHECK_THROWS_WITH(Segment::create(0, facts()), Contains("1 to 64"));
  CHECK_THROWS_WITH(Segment::create(65, facts()), Contains("1 to 64"));
}

TEST_CASE("Segments of dead servers are removed when one is made, living ones stay") {
  const pid_t child = fork();
  if (child == 0) {
    Segment::create(1, facts());
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  const std::string left =
      "/dev/shm/hemiola-" + std::to_string(geteuid()) + "-" + std::to_string(child) + "-";
  const auto count_left = [&] {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/dev/shm"))
      count += entry.path().string().rfind(left, 0) == 0;
    return count;
  };
  REQUIRE(count_left() == 1);
  Made first;
  Made second;
  CHECK(count_left() == 0);
  CHECK(Segment::open(first.segment.name()).voices() == 3);
}

TEST_CASE("A geometry is published whole, and the same one again is no news") {
  Made made;
  Geometry geometry;
  geometry.timing = {512, 256, 256};
  geometry.places = 108;
  made.segment.publish(geometry);
  CHECK(made.segment.header().geometry.version() == 1);
  made.segment.publish(geometry);
  CHECK(made.segment.header().geometry.version() == 1);
  geometry.timing.hop = 470;
  made.segment.publish(geometry);
  CHECK(made.segment.header().geometry.version() == 2);
  CHECK(made.segment.geometry() == geometry);
}
