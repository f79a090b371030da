// Upper and lower case of UTF-8 text, without a locale. Only src/feel includes this.
#pragma once

#include <string>
#include <string_view>

namespace guicheng::feel {

/// Full mappings, as XPath has them: ß becomes SS. Bytes that are no UTF-8 stay.
std::string to_upper_case(std::string_view text);
std::string to_lower_case(std::string_view text);

}  // namespace guicheng::feel
