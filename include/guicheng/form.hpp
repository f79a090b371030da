// What a form (表单) asks for, after an author's YAML was read: fields, materials, and what must hold of them. Plain values.
#pragma once

#include <guicheng/feel.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace guicheng {

/// Text that may hold `{FEEL}`: 许可申请：{机构名称}.
struct Text { std::vector<std::variant<std::string, Feel>> parts; };
/// A value in YAML: literal, or a formula after `=`.
using Formula = std::variant<Value, Feel>;
/// When something is asked for: never, always, or when a condition holds.
struct Requirement {
  enum class Kind : std::uint8_t { never, always, conditional } kind = Kind::never;
  std::optional<Feel> when;
};
/// A condition that must hold, and what to say when it does not. A warning does not stop the act.
struct Check { Feel must; Text otherwise; bool warning = false; };

enum class FieldKind : std::uint8_t {
  text, number, boolean, date, choice, choices, list, uscc, resident_id, division, mobile, record
};
struct Field {
  std::string name, title, help;
  FieldKind kind = FieldKind::text;
  Requirement required;
  std::size_t min_length = 0, max_length = 1000;  ///< text: characters
  std::optional<Decimal> min, max;                ///< number
  std::optional<int> digits;                      ///< number: digits after the point
  std::string unit;
  std::vector<std::string> options;               ///< choice, choices
  std::string record_type;                        ///< record: the key of one of these
  std::vector<Field> of;                          ///< list: the fields of an item
  std::size_t min_items = 0, max_items = 1000;    ///< list
  std::shared_ptr<Scope const> item_scope;        ///< list: the form's names, then the item's; conditions inside use it
  std::vector<std::size_t> item_slots;            ///< list: the slot in item_scope of each field in `of`
  bool personal = false;                          ///< masked for those who need not know
  std::optional<Formula> preset;                  ///< `default`
  std::vector<Check> checks;
};
struct Module { std::string name, title; std::vector<Field> fields; std::string rules = {}; };  ///< rules: its fields are the inputs of this rule set
struct Material {
  std::string name, title, form_template;         ///< template: path of a file to download
  Requirement required;
  std::vector<std::string> accept;                ///< pdf, png, jpeg, docx, xlsx, ofd
  std::uint64_t max_size = 20u << 20;             ///< bytes, inclusive
  std::size_t max_files = 1;
};
struct Form { std::vector<Module> modules; std::vector<Check> checks; std::vector<Material> materials; };

}  // namespace guicheng
