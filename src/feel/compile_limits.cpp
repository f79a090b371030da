// What the declared options and limits of a value make impossible, and the types of mixed values. Part of compile.hpp.
#include "feel/compile.hpp"

#include "feel/names.hpp"

#include <algorithm>

namespace guicheng::feel {
namespace {

using Kind = Value::Kind;

std::string quoted(std::string_view text) { return "\"" + std::string{text} + "\""; }

/// At most six of them, as an author writes them.
std::string listed(std::span<std::string const> options) {
  std::string all;
  for (std::size_t i = 0; i < options.size() && i < 6; ++i) all += (i == 0 ? "" : ", ") + quoted(options[i]);
  return options.size() > 6 ? all + " …" : all;
}

/// The numbers a part can be: an end that is missing is open.
struct Reach {
  std::optional<Decimal> least, most;
};

Reach reach_of(Part const& part) {
  if (part.operand.kind == Operand::Kind::constant)
    if (auto const* const number = part.operand.constant.number()) return {*number, *number};
  return {part.type.least(), part.type.most()};
}

bool is_limited(Type const& type) { return type.least() || type.most(); }

/// Whether no number of the one stands so to any of the other.
bool never(Compare compare, Reach const& a, Reach const& b) {
  switch (compare) {
    case Compare::less: return a.least && b.most && *a.least >= *b.most;
    case Compare::less_equal: return a.least && b.most && *a.least > *b.most;
    case Compare::greater: return never(Compare::less, b, a);
    case Compare::greater_equal: return never(Compare::less_equal, b, a);
    case Compare::equal: return never(Compare::less_equal, a, b) || never(Compare::greater_equal, a, b);
    case Compare::not_equal: return a.least && a.least == a.most && a.least == b.least && b.least == b.most;
  }
  return false;
}

Compare opposite(Compare compare) {
  switch (compare) {
    case Compare::less: return Compare::greater_equal;
    case Compare::less_equal: return Compare::greater;
    case Compare::greater: return Compare::less_equal;
    case Compare::greater_equal: return Compare::less;
    case Compare::equal: return Compare::not_equal;
    case Compare::not_equal: return Compare::equal;
  }
  return compare;
}

std::string limits(Type const& type) {
  if (type.least() && type.most()) return "lies between " + write_decimal(*type.least()) + " and " + write_decimal(*type.most());
  return type.least() ? "is at least " + write_decimal(*type.least()) : "is at most " + write_decimal(*type.most());
}

/// The same entries in the same order, each of the type of both; nothing where they differ.
std::optional<Type> common_context(Type const& a, Type const& b) {
  std::vector<Type::Entry> entries;
  if (a.entries().size() != b.entries().size()) return {};
  for (std::size_t i = 0; i < a.entries().size(); ++i) {
    if (a.entries()[i].first != b.entries()[i].first) return {};
    entries.emplace_back(a.entries()[i].first, common_type(a.entries()[i].second, b.entries()[i].second));
  }
  return Type::context(std::move(entries));
}

}  // namespace

Type common_type(Type const& a, Type const& b) {
  if (a == b) return a;
  if (!a.kind() || a.kind() != b.kind()) return {};
  switch (*a.kind()) {
    case Kind::string:
    case Kind::number: return Type::of(*a.kind());
    case Kind::list: return Type::list(common_type(a.item(), b.item()));
    case Kind::context: return common_context(a, b).value_or(Type{});
    default: return {};
  }
}

void Compiler::check_options(AstNode const& at, Part const& value, Part const& texts) {
  auto const options = value.type.options();
  if (options.empty() || texts.operand.kind != Operand::Kind::constant) return;
  auto const check = [&](Value const& text) {
    if (!text.string() || std::find(options.begin(), options.end(), *text.string()) != options.end()) return;
    auto near = nearest_name(*text.string(), {options.begin(), options.end()});
    if (near.empty() && options.size() == 1) near = options[0];
    mistake(at, value.declared, "feel.never-true",
            quoted(*text.string()) + " is no option of `" + piece_of(value.operand) + "`, so this never matches.",
            near.empty() ? "Its options are " + listed(options) + "." : "Did you mean " + quoted(near) + "?");
  };
  check(texts.operand.constant);
  if (auto const* const list = texts.operand.constant.list()) std::for_each(list->begin(), list->end(), check);
}

void Compiler::never_within(AstNode const& at, Part const& value, Part const& other) {
  auto const& limited = is_limited(value.type) ? value : other;
  auto const name = piece_of(limited.operand);
  mistake(at, limited.declared, "feel.never-true",
          "`" + piece(at) + "` can never hold: " + (name == "?" ? "the value" : "`" + name + "`") + " " + limits(limited.type) + ".",
          "Correct the number, or the limits that are declared.");
}

void Compiler::check_limits(AstNode const& at, Part const& left, Compare compare, Part const& right, bool may_hold) {
  if (!is_limited(left.type) && !is_limited(right.type)) return;
  auto const a = reach_of(left), b = reach_of(right);
  if (never(compare, a, b)) return never_within(at, left, right);
  if (!may_hold || !never(opposite(compare), a, b)) return;
  auto const& limited = is_limited(left.type) ? left : right;
  mistake(at, false, "feel.always-true",
          "`" + piece(at) + "` is always true: `" + piece_of(limited.operand) + "` " + limits(limited.type) + ".",
          "Remove the comparison, or correct the number.");
}

void Compiler::check_limits(AstNode const& at, Part const& value, Part const& from, bool from_included, Part const& to,
                            bool to_included) {
  if (!is_limited(value.type)) return;
  auto const within = reach_of(value), low = reach_of(from), high = reach_of(to);
  if (never(from_included ? Compare::greater_equal : Compare::greater, within, low) ||
      never(to_included ? Compare::less_equal : Compare::less, within, high))
    never_within(at, value, value);
}

}  // namespace guicheng::feel
