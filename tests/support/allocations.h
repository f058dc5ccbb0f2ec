// How often this test executable has allocated with new; for "allocates nothing" as a test.
#pragma once

namespace hemiola::tests {

long allocations() noexcept;

}  // namespace hemiola::tests
