// How a file goes out: which part of it, and under which name. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace guicheng::http {

/// One range of a Range field (RFC 9110 §14). Several, or what is not understood, count as none: the whole is sent.
struct Part { std::uint64_t offset = 0, length = 0; bool operator==(Part const&) const = default; };
enum class RangeKind : std::uint8_t { whole, part, unsatisfiable };
RangeKind read_range(std::string_view field, std::uint64_t size, Part& to) noexcept;

/// `attachment` with the name twice (RFC 6266): in ASCII for old clients, and whole (RFC 8187).
std::string content_disposition(std::string_view name);

/// Media type of a sniffed type; application/octet-stream for any other.
std::string_view media_type(std::string_view type) noexcept;

}  // namespace guicheng::http
