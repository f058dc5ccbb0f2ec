// Which piece comes next, and which minutes of a folder are heard at all.
#include "support/catch_with_torch.h"

#include <array>
#include <set>

#include "training/mixture.h"
#include "training/segment.h"

using namespace hemiola;
using training::Mixture;

TEST_CASE("folders are drawn by their shares, whatever they hold, and their pieces alike") {
  std::vector<int> folders(90, 0);
  folders.resize(100, 1);  // ninety pieces of one, ten of the other
  const Mixture mixture(folders, {3, 1});
  base::Random random(1);
  std::array<int, 100> drawn{};
  constexpr int kDraws = 40000;
  for (int i = 0; i < kDraws; ++i) ++drawn[mixture.draw(random)];
  int of_second = 0;
  for (std::size_t i = 90; i < 100; ++i) {
    of_second += drawn[i];
    CHECK(drawn[i] == Approx(0.025 * kDraws).epsilon(0.15));
  }
  CHECK(of_second == Approx(0.25 * kDraws).epsilon(0.05));
}

TEST_CASE("without shares all pieces are alike, and an empty folder is never drawn") {
  base::Random random(2);
  const Mixture alike({0, 0, 0, 1});
  std::array<int, 4> drawn{};
  for (int i = 0; i < 8000; ++i) ++drawn[alike.draw(random)];
  for (const int count : drawn) CHECK(count == Approx(2000).epsilon(0.1));
  const Mixture empty({1, 1}, {5, 1, 2});
  for (int i = 0; i < 100; ++i) CHECK(empty.draw(random) < 2);
}

TEST_CASE("at most so many minutes are taken, from all over a folder, and less is taken whole") {
  audio::Library library;
  for (int i = 0; i < 20; ++i) {
    audio::Item item;
    item.mix = "piece" + std::to_string(i) + ".wav";
    item.sample_rate = 44100;
    item.frames = static_cast<std::size_t>(4 * 60 * 44100);
    item.folder = i < 15 ? 0 : 1;
    library.items.push_back(item);
  }
  const auto segments = training::split(library, 20);  // of 60 minutes and of 20
  std::set<const audio::Item*> heard;
  std::array<int, 2> minutes{};
  for (const auto& segment : segments) {
    ++minutes[static_cast<std::size_t>(segment.item->folder)];
    heard.insert(segment.item);
  }
  CHECK(minutes[0] == 20);
  CHECK(minutes[1] == 20);
  CHECK(heard.size() == 20);
}
