// Checks Host, Origin and token.
#include "web/access.h"

#include <algorithm>
#include <boost/asio/ip/host_name.hpp>
#include <cctype>

namespace hemiola::web {

namespace asio = boost::asio;

namespace {

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

// Without the port, and without the brackets of IPv6.
std::string name_of(std::string_view host) {
  if (host.starts_with('[')) return in_lower_case(host.substr(1, host.find(']') - 1));
  return in_lower_case(host.substr(0, host.find(':')));
}

bool is_loopback(const std::string& name) {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(name, error);
  return name == "localhost" || (!error && address.is_loopback());
}

// The time taken tells nothing about how much of it is right.
bool equal(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    difference |= static_cast<unsigned>(a[i]) ^ static_cast<unsigned>(b[i]);
  return difference == 0;
}

}  // namespace

bool names_this_machine(std::string_view host) {
  if (host.empty()) return true;
  const std::string name = name_of(host);
  boost::system::error_code error;
  asio::ip::make_address(name, error);
  if (!error || name == "localhost") return true;
  const std::string own = in_lower_case(asio::ip::host_name(error));
  if (error || own.empty()) return false;
  const std::string bare = own.substr(0, own.find('.'));
  return name == own || name == bare || name == bare + ".local";
}

bool origin_may_connect(std::string_view origin, std::string_view host) {
  if (origin.empty()) return true;
  const std::size_t scheme = origin.find("://");
  if (scheme == std::string_view::npos) return false;  // "null", for instance
  const std::string_view from = origin.substr(scheme + 3);
  return in_lower_case(from) == in_lower_case(host) || is_loopback(name_of(from));
}

osc::Access access_of(std::string_view target, const asio::ip::address& client,
                      std::string_view token) {
  constexpr std::string_view kToken = "token=";
  const bool v4_in_v6 = client.is_v6() && client.to_v6().is_v4_mapped();
  if (client.is_loopback() ||
      (v4_in_v6 && asio::ip::make_address_v4(asio::ip::v4_mapped, client.to_v6()).is_loopback()))
    return osc::Access::full;
  const std::size_t at = target.find(kToken);
  if (token.empty() || at == std::string_view::npos) return osc::Access::view;
  const std::string_view given = target.substr(at + kToken.size());
  return equal(given.substr(0, given.find('&')), token) ? osc::Access::full : osc::Access::view;
}

}  // namespace hemiola::web
