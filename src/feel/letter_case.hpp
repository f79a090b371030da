// Upper and lower case of UTF-8 text, without a locale. Only src/feel includes this.
#pragma once

#include <string>
#include <string_view>

namespace guicheng::feel {

/// Letters that have no single counterpart (ß) stay; so do bytes that are no UTF-8.
std::string to_upper_case(std::string_view text);
std::string to_lower_case(std::string_view text);

}  // namespace guicheng::feel
