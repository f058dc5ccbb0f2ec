// The token with which clients on other machines may play.
#pragma once

#include <string>

namespace hemiola::web {

// The token of this user, which stays the same, so that links keep working. Made when it is asked
// for first, in a file that only this user can read. Throws std::runtime_error with a remedy.
std::string user_token();
// The same if there is one already, else empty.
std::string known_token();

// The address of the console for another device.
std::string link(int port, const std::string& token);

}  // namespace hemiola::web
