// Which of several forms of an answer a client would rather have (RFC 9110 §12.5.1). Pure.
#pragma once

#include <span>
#include <string_view>

namespace guicheng::http {

/// The media type with the greatest weight; the first offered where all are equal or nothing was said. Empty: none will do.
std::string_view choose_media(std::string_view accept, std::span<std::string_view const> offered);

}  // namespace guicheng::http
