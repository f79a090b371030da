// What texts and pictures of judgements share: widths of mixed scripts, escaping, and why a node has its points.
#pragma once

#include <guicheng/rules.hpp>

#include <string>
#include <string_view>

namespace guicheng::rules {

/// Columns on a terminal: a character of a wide script takes two.
std::size_t columns(std::string_view text);
/// Filled with blanks to so many columns; one blank at least.
std::string padded(std::string text, std::size_t columns);
/// Cut to so many columns, with `…` where something was cut.
std::string shortened(std::string_view text, std::size_t columns);
/// Pixels of a text in a proportional font of so many: a wide character takes them all, others about 0.6 of them.
double width(std::string_view text, double size);
/// Cut to so many pixels at a font size, with `…` where something was cut.
std::string fitted(std::string_view text, double pixels, double size);
/// A value as people write it: `是`, `未填`, ratios with four digits.
std::string value_text(Value const&);
/// For XML text and attributes. Control characters are dropped.
std::string escaped(std::string_view text);
/// What counted, what it looked at, or why it could not be judged: `三十人（从业人员 30）`.
std::string why(Scored const&);

}  // namespace guicheng::rules
