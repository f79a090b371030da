// All built-in functions, family by family.
#include "feel/builtin.hpp"

#include <array>

namespace guicheng::feel {

std::span<std::span<Builtin const> const> builtin_families() noexcept {
  static std::array const families{conversion_builtins(), boolean_builtins(), string_builtins(), number_builtins(),
                                   list_builtins(),       statistics_builtins(), context_builtins(), range_builtins(),
                                   date_builtins()};
  return families;
}

}  // namespace guicheng::feel
