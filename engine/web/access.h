// Who may connect, and do what: protects a worker on a network, and from pages of other sites.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>
#include <string_view>

#include "osc/server.h"
#include "web/respond.h"

namespace hemiola::web {

// Whether the name that the client asked for is one of this machine: an address, localhost, or the
// machine's own name. A page of another site whose name was made to lead here (DNS rebinding) asks
// for its own name. Clients that name no host are no browsers, and may ask.
bool names_this_machine(std::string_view host);

// Whether a page may open a WebSocket: one of this server, or one that this machine serves. Clients
// other than browsers name no origin. CORS does not cover WebSockets.
bool origin_may_connect(std::string_view origin, std::string_view host);

// What a connection may do. Whoever is on this machine, or knows the token, may do all.
osc::Access access_of(std::string_view target, const boost::asio::ip::address& client,
                      std::string_view token);

}  // namespace hemiola::web
