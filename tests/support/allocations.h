// Number of calls of new in this test executable, to test that code does not allocate.
#pragma once

namespace hemiola::tests {

long allocations() noexcept;

}  // namespace hemiola::tests
