// Failures of a model are reported less and less often; a permanently failing one is given up.

#include "support/catch.h"
#include "worker/failures.h"

using hemiola::worker::Failures;

TEST_CASE("Of a thousand failed frames ten are told of, the first at once") {
  Failures failures;
  CHECK(failures.failed());
  int told = 1;
  for (int i = 1; i < 1000; ++i) told += failures.failed();
  CHECK(told == 10);
  CHECK(failures.count() == 1000);
}

TEST_CASE("Only failures in a row are hopeless") {
  Failures failures;
  for (int i = 0; i < 10 * Failures::kHopeless; ++i) {
    failures.failed();
    if (i % 2 != 0) failures.worked();
    REQUIRE_FALSE(failures.hopeless());
  }
  for (int i = 0; i < Failures::kHopeless; ++i) failures.failed();
  CHECK(failures.hopeless());
}
