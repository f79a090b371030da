// Check characters of codes and ids. Entry points: read_uscc, read_resident_id, read_mobile.
#include <guicheng/identifiers.hpp>

#include "text/utf8.hpp"

#include <array>
#include <fmt/format.h>

namespace guicheng {
namespace {

constexpr std::string_view uscc_alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

Identifier wrong(std::string_view code, std::string zh, std::string en) {
  return {{}, code, std::move(zh), std::move(en)};
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Full-width letters and digits are U+FF01 to U+FF5E: EF BC 81 to EF BD 9E; the full-width blank is E3 80 80.
bool has_full_width(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    auto const a = static_cast<unsigned char>(text[i]), b = static_cast<unsigned char>(text[i + 1]);
    if ((a == 0xEF && (b == 0xBC || b == 0xBD)) || (a == 0xE3 && b == 0x80)) return true;
  }
  return false;
}

std::string trimmed_upper(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  std::string upper{text};
  for (auto& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return upper;
}

Identifier full_width() {
  return wrong("id.full-width", "请用半角字母和数字填写", "Use plain letters and digits, not full-width ones.");
}

Identifier wrong_length(std::string_view text) {
  return wrong("id.length", fmt::format("应为 18 位，现为 {} 位", count_characters(text)),
               fmt::format("It has {} characters instead of 18.", count_characters(text)));
}

/// GB 11714: the check character of the nine that name the organisation.
char organisation_check(std::string_view part) {
  constexpr std::array weights{3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i)
    sum += weights[i] * (is_digit(part[i]) ? part[i] - '0' : part[i] - 'A' + 10);
  auto const check = 11 - sum % 11;
  return check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
}

char uscc_check(std::string_view code) {
  constexpr std::array<std::size_t, 17> weights{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
  std::size_t sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * uscc_alphabet.find(code[i]);
  return uscc_alphabet[(31 - sum % 31) % 31];
}

char resident_check(std::string_view id) {
  constexpr std::array weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * (id[i] - '0');
  return std::string_view{"10X98765432"}[static_cast<std::size_t>(sum % 11)];
}

}  // namespace

Identifier read_uscc(std::string_view given) {
  if (has_full_width(given)) return full_width();
  auto code = trimmed_upper(given);
  if (code.size() != 18) return wrong_length(code);
  for (std::size_t i = 0; i < code.size(); ++i)
    if (uscc_alphabet.find(code[i]) == std::string_view::npos)
      return wrong("id.character", fmt::format("第 {} 位不是统一社会信用代码的字符（不用字母 I、O、S、V、Z）", i + 1),
                   fmt::format("Character {} cannot stand in such a code (I, O, S, V and Z are not used).", i + 1));
  for (std::size_t i = 2; i < 8; ++i)
    if (!is_digit(code[i]))
      return wrong("id.character", fmt::format("第 {} 位应为数字（行政区划）", i + 1),
                   fmt::format("Character {} must be a digit of the region.", i + 1));
  if (uscc_check(code) != code[17])
    return wrong("id.check", "校验位不符，请核对每一位", "The check character does not fit; compare every character.");
  if (organisation_check(std::string_view{code}.substr(8)) != code[16])
    return wrong("id.check", "第 9 至 17 位（主体标识码）的校验位不符，请核对每一位",
                 "The check character of characters 9 to 17 does not fit; compare every character.");
  return {std::move(code), {}, {}, {}};
}

Identifier read_resident_id(std::string_view given, Date today) {
  if (has_full_width(given)) return full_width();
  auto id = trimmed_upper(given);
  if (id.size() != 18) return wrong_length(id);
  for (std::size_t i = 0; i < 18; ++i)
    if (!is_digit(id[i]) && !(i == 17 && id[i] == 'X'))
      return wrong("id.character", fmt::format("第 {} 位应为数字", i + 1), fmt::format("Character {} must be a digit.", i + 1));
  auto const number = [&](std::size_t at, std::size_t length) {
    int value = 0;
    for (auto const c : std::string_view{id}.substr(at, length)) value = value * 10 + (c - '0');
    return value;
  };
  Date const birth{number(6, 4), static_cast<std::uint8_t>(number(10, 2)), static_cast<std::uint8_t>(number(12, 2))};
  if (!is_valid(birth) || birth > today)
    return wrong("id.date", "第 7 至 14 位不是有效的出生日期", "Characters 7 to 14 are not a date of birth.");
  if (resident_check(id) != id[17])
    return wrong("id.check", "校验位不符，请核对每一位", "The check character does not fit; compare every character.");
  return {std::move(id), {}, {}, {}};
}

Identifier read_mobile(std::string_view given) {
  if (has_full_width(given)) return full_width();
  std::string digits;
  for (auto const c : given)
    if (!is_blank(c) && c != '-') digits += c;
  if (digits.starts_with("+86")) digits.erase(0, 3);
  if (digits.size() != 11)
    return wrong("id.length", fmt::format("手机号码应为 11 位，现为 {} 位", count_characters(digits)),
                 fmt::format("A mobile number has 11 digits, not {}.", count_characters(digits)));
  for (auto const c : digits)
    if (!is_digit(c)) return wrong("id.character", "手机号码只能是数字", "A mobile number consists of digits.");
  if (digits[0] != '1' || digits[1] < '3')
    return wrong("id.character", "手机号码应以 13 至 19 开头", "A mobile number begins with 13 to 19.");
  return {std::move(digits), {}, {}, {}};
}

}  // namespace guicheng
