// Files that applicants hand in: what they are by their content, and names that are safe to keep and to show.
#pragma once

#include <string>
#include <string_view>

namespace guicheng {

/// How many bytes from the start of a file `sniff` wants to see; with fewer it may not know an office document.
inline constexpr std::size_t sniffed_bytes = 4096;

/// The type of a file by its first bytes: `pdf`, `png`, `jpeg`, `docx`, `xlsx`, `ofd`; empty where it is none of these.
/// Looks only, opens nothing: a zip archive is an office document by the names of its first entries.
std::string_view sniff(std::string_view first_bytes) noexcept;

/// Whether a file's name ends as its type asks: `jpeg` may be .jpg or .jpeg, in any case of letters.
bool name_fits(std::string_view name, std::string_view type) noexcept;

/// The name without folders, control characters, bidirectional controls and bytes that are no UTF-8; at most 255
/// bytes, cut at a character, the ending kept. `file` where nothing is left. Doing it twice changes nothing more.
std::string clean_file_name(std::string_view name);

}  // namespace guicheng
