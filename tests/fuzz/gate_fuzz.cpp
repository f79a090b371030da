// Any bytes as the head of a request: a refusal or a head with one meaning, and the same however the bytes arrive. The first
// byte says where they are cut.
#include "gate.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace guicheng::http;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

bool is_plain(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; });
}

void check(Head const& head) {
  for (auto const& segment : head.path) must(!segment.empty() && segment != "." && segment != ".." && is_plain(segment));
  for (auto const& [name, value] : head.query) must(is_plain(name) && is_plain(value));
  for (auto const& [name, value] : head.fields) must(!name.empty() && std::none_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; }) && value.find_first_of("\r\n\0", 0, 3) == value.npos);
  must(head.find("host"));
  must(!(head.find("content-length") && head.find("transfer-encoding")));
  must(head.framing != Head::Framing::none || !head.has_body());
  must(!head.has_body() || (head.method != "GET" && head.method != "HEAD" && head.method != "DELETE"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view const all{reinterpret_cast<char const*>(data) + 1, size - 1};
  GateLimits limits;
  limits.head = 2048;
  HeadScan whole{limits.head}, pieces{limits.head};
  auto const state = whole.look(all);
  auto const first = pieces.look(all.substr(0, data[0] % (all.size() + 1)));
  must(first == HeadScan::State::more ? pieces.look(all) == state && pieces.size() == whole.size() : first == state);
  if (state != HeadScan::State::complete) return 0;
  auto const read = read_head(all.substr(0, whole.size()), limits);
  if (auto const* const head = std::get_if<Head>(&read)) check(*head);
  else must(std::get<Refused>(read).status >= 400 && !std::get<Refused>(read).reason.empty());
  return 0;
}
