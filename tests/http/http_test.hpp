// Printers and small things that the tests of the HTTP adapter share.
#pragma once

#include "test.hpp"

#include "gate.hpp"
#include "message.hpp"

namespace guicheng::http {

inline std::ostream& operator<<(std::ostream& out, Refused const& refused) { return out << refused.status << " " << refused.reason; }

/// A head that is right but for what is put into it.
inline std::string head_of(std::string const& fields, std::string const& line = "POST /v1/x HTTP/1.1", std::string const& host = "Host: localhost\r\n") {
  return line + "\r\n" + host + fields + "\r\n";
}

/// 0 where a head passes, else the status it is refused with.
inline unsigned verdict(std::string const& raw, GateLimits const& limits = {}) {
  auto const read = read_head(raw, limits);
  auto const* refused = std::get_if<Refused>(&read);
  return refused ? refused->status : 0;
}

}  // namespace guicheng::http
