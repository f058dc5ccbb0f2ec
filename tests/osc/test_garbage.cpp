// Random and mutated packets: nothing crashes, and accepted values are always within range.
#include <random>

#include "bounds.h"
#include "support/catch.h"
#include "support/packets.h"

namespace hemiola {
using packets::message;

namespace {

constexpr int kVoices = 8;

void check(const std::string& bytes) {
  // On the heap, exactly as long as the packet, so that sanitizers detect reads beyond it.
  const std::vector<char> exact(bytes.begin(), bytes.end());
  if (!osc::within_bounds(osc::parse(exact, kVoices), kVoices))
    FAIL("a packet of " << bytes.size() << " bytes got through: " << bytes);
}

std::vector<std::string> seeds() {
  std::vector<std::string> good = {
      message("/hemiola/2/harmony/rotate", 3.5f),
      message("/hemiola/all/rhythm/freeze", true),
      message("/hemiola/0/harmony/from", 1, 0.8),
      message("/hemiola/3/reset"),
      message("/hemiola/3/harmony/notes", 60, 64.5f, 67.0),
      message("/hemiola/3/harmony/note", 60, 90),
      message("/hemiola/all/harmony/chord", "F#m7/C"),
      message("/hemiola/status"),
      message("/hemiola/1/rhythm/glide", 2.5f),
      message("/hemiola/[0-35]/{harmony,rhythm}/freeze", 1),
      message("/hemiola/*/*/[!f]r??*", -1),
      message("/hemiola/2/subscribe/latents", 30.0f, 9000),
      message("/hemiola/all/subscribe/onsets"),
      message("/hemiola/subscribe/status", 2, 9001),
      message("/hemiola/unsubscribe", 9000),
      message("/hemiola/model", "night.safetensors"),
      message("/hemiola/1/harmony/rotate", "a string", ::osc::Blob("a blob", 6), 'c', 1.0),
  };
  good.push_back(packets::bundle(good));
  good.push_back(packets::bundle({good[0], good.back()}));
  return good;
}

}  // namespace

TEST_CASE("random bytes do no harm") {
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    std::string bytes(random() % 128, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    if (i % 2 && bytes.size() > 4) bytes[0] = '/';
    if (i % 5 == 0 && bytes.size() > 16) bytes.replace(0, 8, std::string("#bundle\0", 8));
    check(bytes);
  }
}

TEST_CASE("good packets with bytes changed, cut, doubled or moved do no harm") {
  std::mt19937 random(2);
  const std::vector<std::string> good = seeds();
  for (int i = 0; i < 60000; ++i) {
    std::string bytes = good[random() % good.size()];
    for (unsigned change = 0; change <= random() % 6 && !bytes.empty(); ++change) {
      const std::size_t at = random() % bytes.size();
      switch (random() % 5) {
        case 0:
          bytes[at] = static_cast<char>(random());
          break;
        case 1:
          bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8));
          break;
        case 2:
          bytes.resize(at);
          break;
        case 3:
          bytes.insert(at & ~3u, bytes.substr(at & ~3u, 4));
          break;
        default:
          bytes[at] = static_cast<char>(random() % 2 ? 0xff : 0);
          break;
      }
    }
    check(bytes);
  }
}

TEST_CASE("every type tag with every length of data does no harm") {
  for (int tag = 1; tag < 256; ++tag)
    for (int length = 0; length < 12; ++length) {
      std::string bytes("/hemiola/1/harmony/rotate\0\0\0,", 29);
      bytes += static_cast<char>(tag);
      bytes += std::string(2, '\0') + std::string(static_cast<std::size_t>(length), '\xff');
      check(bytes);
    }
}

}  // namespace hemiola
