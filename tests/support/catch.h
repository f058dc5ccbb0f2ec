// Catch2 of version 2 or 3: the one place that knows which.
#pragma once

#include <string>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif

namespace hemiola::tests {

// Matchers of strings.
#if CATCH_VERSION_MAJOR >= 3
inline auto Contains(const std::string& text) { return Catch::Matchers::ContainsSubstring(text); }
#else
inline auto Contains(const std::string& text) { return Catch::Matchers::Contains(text); }
#endif
inline auto StartsWith(const std::string& text) { return Catch::Matchers::StartsWith(text); }

}  // namespace hemiola::tests
