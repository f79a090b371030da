// The header gate. Entry point: read_head. Includes the standard library only.
#include "gate.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace guicheng::http {
namespace {

using Verdict = std::optional<Refused>;

Refused refuse(char const* reason, unsigned status = 400) { return {status, reason}; }

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_token(char c) noexcept {
  return is_digit(c) || is_letter(c) || (c != '\0' && std::string_view{"!#$%&'*+-.^`|~"}.find(c) != std::string_view::npos);
}
char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool same(std::string_view a, std::string_view b) noexcept {
  return std::ranges::equal(a, b, {}, lower, lower);
}
std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}
int hex(char c) noexcept {
  if (is_digit(c)) return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    auto const first = static_cast<unsigned char>(text[i]);
    std::size_t const length = first < 0x80 ? 1 : first >= 0xC2 && first < 0xE0 ? 2 : (first & 0xF0) == 0xE0 ? 3 : first >= 0xF0 && first < 0xF5 ? 4 : 0;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
    auto const second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0;
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F)) return false;
    i += length;
  }
  return true;
}

// RFC 3986 §3.2: a name, an IPv4 address or an IPv6 address in brackets, with or without a port.
bool split_authority(std::string_view authority, std::string_view& host) {
  auto const bracket = authority.rfind(']');
  auto const colon = authority.rfind(':');
  bool const has_port = colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
  host = has_port ? authority.substr(0, colon) : authority;
  if (has_port) {
    auto const port = authority.substr(colon + 1);
    if (port.empty() || port.size() > 5 || !std::ranges::all_of(port, is_digit)) return false;
  }
  if (host.empty() || host.size() > 255) return false;
  if (host.front() == '[')
    return host.size() > 3 && host.back() == ']' &&
           std::ranges::all_of(host.substr(1, host.size() - 2), [](char c) { return hex(c) >= 0 || c == ':' || c == '.'; });
  return std::ranges::all_of(host, [](char c) { return is_digit(c) || is_letter(c) || c == '.' || c == '-'; });
}

Verdict read_query(std::string_view text, Pairs& to) {
  while (!text.empty()) {
    auto const piece = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), piece.size() + 1));
    if (piece.empty()) continue;
    auto const equals = piece.find('=');
    std::string name, value;
    if (!percent_decode(piece.substr(0, equals), true, name)) return refuse("The query is not well formed.");
    if (equals != std::string_view::npos && !percent_decode(piece.substr(equals + 1), true, value)) return refuse("The query is not well formed.");
    to.emplace_back(std::move(name), std::move(value));
    if (to.size() > 64) return refuse("The query has too many parameters.");
  }
  return {};
}

// Origin form only (RFC 9112 §3.2.1): this server is no proxy.
Verdict read_target(std::string_view target, GateLimits const& limits, Head& head) {
  if (target.size() > limits.target) return refuse("The target is too long.", 414);
  if (target.empty() || target.front() != '/') return refuse("The target must begin with a slash.");
  if (std::ranges::any_of(target, [](char c) { return c < 0x21 || c > 0x7E || c == '#' || c == '\\'; }))
    return refuse("The target holds a byte that must be percent-encoded.");
  auto const question = target.find('?');
  auto path = target.substr(1, question == std::string_view::npos ? question : question - 1);
  if (question != std::string_view::npos)
    if (auto bad = read_query(target.substr(question + 1), head.query)) return bad;
  while (!path.empty()) {
    auto const raw = path.substr(0, path.find('/'));
    bool const last = raw.size() == path.size();
    path.remove_prefix(last ? path.size() : raw.size() + 1);
    std::string segment;
    if (!percent_decode(raw, false, segment)) return refuse("The target is not well formed.");
    if (segment.empty() || segment == "." || segment == "..") return refuse("The target holds an empty or relative segment.");
    head.path.push_back(std::move(segment));
  }
  if (target.substr(0, 2) == "//") return refuse("The target holds an empty or relative segment.");
  return {};
}

Verdict read_request_line(std::string_view line, GateLimits const& limits, Head& head) {
  auto const first = line.find(' '), last = line.rfind(' ');
  if (first == std::string_view::npos || first == last || first == 0) return refuse("The request line is not well formed.");
  auto const method = line.substr(0, first), version = line.substr(last + 1);
  if (!std::ranges::all_of(method, is_token)) return refuse("The method is not well formed.");
  if (version.size() != 8 || version.substr(0, 5) != "HTTP/" || !is_digit(version[5]) || version[6] != '.' || !is_digit(version[7]))
    return refuse("The version is not well formed.");
  if (version[5] != '1' || version[7] > '1') return refuse("Only HTTP/1.0 and HTTP/1.1 are spoken here.", 505);
  head.keep_alive = head.takes_chunks = version[7] == '1';
  static constexpr std::array<std::string_view, 7> known{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
  if (std::ranges::find(known, method) == known.end()) return refuse("The method is not known here.", 501);
  head.method = method;
  return read_target(line.substr(first + 1, last - first - 1), limits, head);
}

Verdict read_field(std::string_view line, GateLimits const& limits, Head& head) {
  if (line.front() == ' ' || line.front() == '\t') return refuse("Folded fields are not accepted.");
  auto const colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return refuse("A field has no name.");
  auto const name = line.substr(0, colon);
  // An underscore is legal but turns into a hyphen in many a gateway, and so into another field.
  if (!std::ranges::all_of(name, is_token)) return refuse("A field's name is not well formed.");
  auto const value = trim(line.substr(colon + 1));
  if (std::ranges::any_of(value, [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7F; }))
    return refuse("A field's value holds a control byte.");
  std::string lowered{name};
  std::ranges::transform(lowered, lowered.begin(), lower);
  head.fields.emplace_back(std::move(lowered), std::string{value});
  if (head.fields.size() > limits.fields) return refuse("There are too many fields.", 431);
  return {};
}

// Fields with one meaning stand once; those that frame or authorize are plain ASCII.
Verdict check_singles(Head const& head) {
  static constexpr std::array<std::string_view, 14> single{
      "host", "content-length", "transfer-encoding", "authorization", "cookie", "connection", "expect", "content-type",
      "if-match", "idempotency-key", "range", "origin", "x-csrf-token", "x-request-id"};
  for (auto const name : single) {
    int times = 0;
    for (auto const& [field, value] : head.fields) {
      if (field != name) continue;
      if (++times > 1) return refuse("A field that must stand once stands twice.");
      if (std::ranges::any_of(value, [](char c) { return c < 0; })) return refuse("A field that frames or authorizes is not plain ASCII.");
    }
  }
  return {};
}

Verdict read_framing(Head& head) {
  auto const* coding = head.find("transfer-encoding");
  auto const* length = head.find("content-length");
  if (coding && length) return refuse("Content-Length and Transfer-Encoding exclude each other.");
  if (coding) {
    if (!head.keep_alive) return refuse("HTTP/1.0 has no Transfer-Encoding.");
    if (!same(*coding, "chunked"))
      return !coding->empty() && std::ranges::all_of(*coding, is_token) ? refuse("This transfer coding is not known here.", 501)
                                                                       : refuse("Transfer-Encoding must be chunked, alone.");
    head.framing = Head::Framing::chunked;
  }
  if (length) {
    if (length->empty() || length->size() > 18 || !std::ranges::all_of(*length, is_digit)) return refuse("Content-Length must be one number.");
    head.framing = Head::Framing::length;
    for (char const c : *length) head.length = head.length * 10 + static_cast<unsigned>(c - '0');
  }
  if (head.has_body() && (head.method == "GET" || head.method == "HEAD" || head.method == "DELETE" || head.method == "OPTIONS"))
    return refuse("A request of this method has no body.");
  return {};
}

Verdict read_host(Head const& head, GateLimits const& limits) {
  auto const* field = head.find("host");
  std::string_view host;
  if (!field || !split_authority(*field, host)) return refuse("There must be one Host, well formed.");
  if (!limits.hosts.empty() && std::ranges::none_of(limits.hosts, [&](auto const& allowed) { return same(allowed, host); }))
    return refuse("This host is not served here.", 421);
  return {};
}

Verdict read_connection(Head& head) {
  if (auto const* connection = head.find("connection")) {
    std::string_view rest = *connection;
    while (!rest.empty()) {
      auto const token = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(rest.size(), token.size() + 1));
      if (same(trim(token), "close")) head.keep_alive = false;
    }
  }
  if (auto const* expect = head.find("expect")) {
    if (!same(*expect, "100-continue")) return refuse("This expectation cannot be met.", 417);
    head.expects_continue = true;
  }
  return {};
}

}  // namespace

HeadScan::State HeadScan::look(std::string_view all) noexcept {
  while (seen_ < all.size()) {
    if (ending_ == 4) return State::complete;
    if (seen_ >= limit_) return State::too_large;
    char const c = all[seen_++];
    bool const wants_line_feed = ending_ % 2 == 1;
    if (c == '\0' || (c == '\n') != wants_line_feed) return State::bad;
    ending_ = c == '\r' || c == '\n' ? ending_ + 1 : 0;
  }
  return ending_ == 4 ? State::complete : seen_ >= limit_ ? State::too_large : State::more;
}

std::string const* Head::find(std::string_view name) const noexcept {
  auto const found = std::ranges::find(fields, name, &Pairs::value_type::first);
  return found == fields.end() ? nullptr : &found->second;
}

bool percent_decode(std::string_view text, bool plus_is_space, std::string& to) {
  to.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || hex(text[i + 1]) < 0 || hex(text[i + 2]) < 0) return false;
      c = static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if ((c >= 0 && c < 0x20) || c == 0x7F) return false;
    to.push_back(c);
  }
  return is_utf8(to);
}

std::variant<Head, Refused> read_head(std::string_view raw, GateLimits const& limits) {
  if (raw.size() > limits.head) return refuse("The head of the request is too large.", 431);
  HeadScan scan{limits.head};
  if (scan.look(raw) != HeadScan::State::complete || scan.size() != raw.size()) return refuse("The head is not well formed.");
  Head head;
  for (bool first = true; raw.size() > 2; first = false) {
    auto const line = raw.substr(0, raw.find("\r\n"));
    raw.remove_prefix(line.size() + 2);
    auto bad = line.empty() ? Verdict{refuse("The request line is not well formed.")}
               : first      ? read_request_line(line, limits, head)
                            : read_field(line, limits, head);
    if (bad) return *bad;
  }
  if (auto bad = check_singles(head)) return *bad;
  if (auto bad = read_host(head, limits)) return *bad;
  if (auto bad = read_framing(head)) return *bad;
  if (auto bad = read_connection(head)) return *bad;
  return head;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view hex = "0123456789ABCDEF", plain = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  std::string out;
  for (char const c : text) {
    auto const byte = static_cast<unsigned char>(c);
    if (plain.find(c) != std::string_view::npos) out.push_back(c);
    else out.append({'%', hex[byte >> 4], hex[byte & 15]});
  }
  return out;
}

}  // namespace guicheng::http
