// The console's page.
#pragma once

#include <string>

namespace hemiola::web {

// The page as one HTML document. nonce: marks its script and its style as ours.
std::string console_page(const std::string& nonce);

// A random number that nobody can guess, as text.
std::string new_nonce();

}  // namespace hemiola::web
