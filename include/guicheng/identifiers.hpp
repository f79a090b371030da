// Identifiers with check characters: 统一社会信用代码, 居民身份证号码, and mobile numbers.
#pragma once

#include <guicheng/temporal.hpp>

#include <string>
#include <string_view>

namespace guicheng {

/// An identifier in its normal form, or what is wrong with it. Letters are never "corrected".
struct Identifier {
  std::string text;        ///< trimmed, letters in upper case; empty where it is wrong
  std::string_view code;   ///< empty where it is right, else `id.length`, `id.full-width`, `id.character`, `id.check`, `id.date`
  std::string zh, en;      ///< what is wrong, for the one who typed it; never repeats the identifier
  bool is_right() const noexcept { return code.empty(); }
};

/// 统一社会信用代码: 18 characters, both check characters right. Regions are not looked up: abolished ones stay valid.
/// @law GB 32100-2015; GB 11714 for its characters 9 to 17
Identifier read_uscc(std::string_view);

/// 居民身份证号码: 18 characters, a birth date that exists and is not after `today`, the check character right.
/// @law GB 11643-1999
Identifier read_resident_id(std::string_view, Date today);

/// A mobile number of mainland China: 1, then 3 to 9, then nine digits. Blanks, hyphens and +86 before it are dropped.
Identifier read_mobile(std::string_view);

}  // namespace guicheng
