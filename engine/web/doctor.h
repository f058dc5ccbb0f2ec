// Runs `hemiola doctor` for the console, without waiting for it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <string>

namespace hemiola::web {

// What it found, as the JSON of `hemiola doctor --json`; empty if it could not be run or took more
// than half a minute.
using TakeFindings = std::function<void(const std::string& json)>;

// [osc thread] Starts this program's doctor as a process of its own, at a low priority; calls take
// in the same thread when it has ended. False, and no call, if one runs already.
bool ask_doctor(boost::asio::io_context& context, TakeFindings take);

}  // namespace hemiola::web
