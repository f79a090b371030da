// Arithmetic, comparisons, tests and logic: choosing nodes by the kinds of their operands. Part of compile.hpp.
#include "feel/compile.hpp"

#include <algorithm>

namespace guicheng::feel {
namespace {

using Kind = Value::Kind;

bool is_number(Type const& type) { return type.kind() == Kind::number; }
bool is_duration(Type const& type) { return type.kind() == Kind::days_duration || type.kind() == Kind::months_duration; }
bool is_moment(Type const& type) {
  return type.kind() == Kind::date || type.kind() == Kind::time || type.kind() == Kind::date_time;
}

/// The type of `a op b`: nothing where it can only be null.
std::optional<Type> result_type(char op, Type const& a, Type const& b) {
  if (!known_kind(a) || !known_kind(b)) return Type{};
  if (is_number(a) && is_number(b)) return Type::of(Kind::number);
  if (op == '+' || op == '-') {
    if (op == '+' && a.kind() == Kind::string && b.kind() == Kind::string) return Type::of(Kind::string);
    if (is_duration(a) && a == b) return a;
    if (is_moment(a) && is_duration(b)) return a;
    if (op == '+' && is_duration(a) && is_moment(b)) return b;
    if (op == '-' && is_moment(a) && is_moment(b) && (a.kind() == Kind::time) == (b.kind() == Kind::time))
      return Type::of(Kind::days_duration);
    return {};
  }
  if (is_duration(a) && is_number(b)) return a;
  if (op == '*' && is_number(a) && is_duration(b)) return b;
  if (op == '/' && is_duration(a) && a == b) return Type::of(Kind::number);
  return {};
}

/// What an author may have meant who adds a number and a text.
char const* joined(Type const& a, Type const& b) {
  bool const is_mixed = (is_number(a) && b.kind() == Kind::string) || (a.kind() == Kind::string && is_number(b));
  return is_mixed ? "Make the number a text with `string(…)`, or the text a number with `number(…)`." : "";
}

/// What an author may have meant who compares values of two types, of which one is written down as a text.
char const* meant_by(Part const& a, Part const& b) {
  auto const* const written = a.operand.kind == Operand::Kind::constant ? a.operand.constant.string() : nullptr;
  if (!written) return "";
  if (is_moment(b.type)) return "Write a date as `@\"2024-03-01\"`.";
  if (is_number(b.type)) return "Write a number without quotes.";
  return b.type.kind() == Kind::boolean ? "Write `true` or `false` without quotes." : "";
}
std::string either_meant(Part const& a, Part const& b) {
  std::string meant = meant_by(a, b);
  return meant.empty() ? meant_by(b, a) : meant;
}

bool is_ordered(Kind kind) {
  return kind != Kind::boolean && kind != Kind::list && kind != Kind::context && kind != Kind::range && kind != Kind::function;
}

}  // namespace

Part Compiler::arithmetic(AstNode const& node) {
  std::vector<Term> terms;
  std::optional<Type> type;
  bool declared = false;
  for (std::uint32_t i = 0; i < node.count; ++i) {
    auto part = compile(ast_.child(node, i));
    auto const op = i == 0 ? (node.kind == AstKind::sum ? '+' : '*') : ast_.op(node, i);
    declared |= part.declared;
    if (!type) {
      type = part.type;
    } else {
      auto result = result_type(op, *type, part.type);
      if (!result)
        mistake(ast_[ast_.child(node, i)], declared, "feel.wrong-type",
                "`" + std::string{op} + "` cannot be applied to " + type->text() + " and " + part.type.text() + ".", op == '+' ? joined(*type, part.type) : "");
      type = result.value_or(Type{});
    }
    terms.push_back({std::move(part.operand), op, false, {}, {}});
  }
  if (node.kind == AstKind::sum) {
    auto made = make<SumNode>(node);
    made->terms = std::move(terms);
    made->weigh();
    made->collect();
    return done(std::move(made), *type, declared);
  }
  auto made = make<ProductNode>(node);
  made->terms = std::move(terms);
  auto const in_place = [](Term const& term) { return term.operand.kind != Operand::Kind::node; };
  if (made->terms.size() == 2 && made->terms[1].op == '/' && std::all_of(made->terms.begin(), made->terms.end(), in_place)) made->quotient = ++quotients_;
  return done(std::move(made), *type, declared);
}

Part Compiler::power(AstNode const& node) {
  auto made = make<PowerNode>(node);
  for (std::uint32_t i = 0; i < node.count; ++i) {
    auto part = compile(ast_.child(node, i));
    if (auto const kind = known_kind(part.type); kind && *kind != Kind::number)
      mistake(ast_[ast_.child(node, i)], part.declared, "feel.wrong-type", "`**` needs numbers, not a " + part.type.text() + ".");
    made->operands.push_back(std::move(part.operand));
  }
  return done(std::move(made), Type::of(Kind::number));
}

Part Compiler::negation(AstNode const& node) {
  auto made = make<NegationNode>(node);
  auto part = compile(ast_.child(node, 0));
  if (known_kind(part.type) && !is_number(part.type) && !is_duration(part.type))
    mistake(node, part.declared, "feel.wrong-type", "`-` cannot be applied to a " + part.type.text() + ".");
  made->operand = std::move(part.operand);
  return done(std::move(made), is_number(part.type) ? Type::of(Kind::number) : part.type, part.declared);
}

Part Compiler::comparison(AstNode const& node) {
  auto left = compile(ast_.child(node, 0)), right = compile(ast_.child(node, 1));
  auto const a = known_kind(left.type), b = known_kind(right.type);
  auto const declared = left.declared || right.declared;
  auto const is_equality = node.compare == Compare::equal || node.compare == Compare::not_equal;
  if (a && b && *a != *b)
    mistake(node, declared, "feel.never-true", "`" + piece(node) + "` can never be true: it compares a " + left.type.text() +
                                                   " with a " + right.type.text() + ".", either_meant(left, right));
  else if (!is_equality && ((a && !is_ordered(*a)) || (b && !is_ordered(*b))))
    mistake(node, declared, "feel.never-true",
            "`" + piece(node) + "` can never be true: there is no order among values of type " +
                (a ? left.type.text() : right.type.text()) + ".");
  if (is_equality) {
    check_options(node, left, right);
    check_options(node, right, left);
  }
  check_limits(node, left, node.compare, right, true);
  auto const boolean = Type::of(Kind::boolean);
  if (right.operand.kind == Operand::Kind::constant && right.operand.constant.number()) {
    auto made = make<CompareNumberNode>(node);
    made->bound = *right.operand.constant.number();
    made->compare = node.compare;
    made->left = std::move(left.operand);
    made->right = std::move(right.operand);
    made->quotient = as_quotient(made->left);
    return done(std::move(made), boolean);
  }
  auto made = make<CompareNode>(node);
  made->compare = node.compare;
  made->left = std::move(left.operand);
  made->right = std::move(right.operand);
  return done(std::move(made), boolean);
}

Part Compiler::between(AstNode const& node) {
  auto made = make<BetweenNode>(node);
  Part parts[] = {compile(ast_.child(node, 0)), compile(ast_.child(node, 1)), compile(ast_.child(node, 2))};
  for (auto const& bound : {parts[1], parts[2]})
    if (known_kind(parts[0].type) && known_kind(bound.type) && !(parts[0].type.kind() == bound.type.kind()))
      mistake(node, parts[0].declared || bound.declared, "feel.never-true",
              "`" + piece(node) + "` can never be true: it compares a " + parts[0].type.text() + " with a " +
                  bound.type.text() + ".");
  check_limits(node, parts[0], parts[1], true, parts[2], true);
  made->value = std::move(parts[0].operand);
  made->low = std::move(parts[1].operand);
  made->high = std::move(parts[2].operand);
  return done(std::move(made), Type::of(Kind::boolean));
}

Test Compiler::test(AstId id, Part const& value, bool may_decide) {
  auto const& node = ast_[id];
  Test made;
  auto const check = [&](Part const& bound) {
    auto const a = known_kind(value.type), b = known_kind(bound.type);
    if (a && b && *a != *b)
      mistake(node, value.declared || bound.declared, "feel.never-true",
              "`" + piece(node) + "` can never hold for a " + value.type.text() + ".");
  };
  if (node.kind == AstKind::one_sided) {
    auto bound = compile(ast_.child(node, 0));
    check(bound);
    check_limits(node, value, node.compare, bound, false);
    made.kind = Test::Kind::compare;
    made.compare = node.compare;
    made.first = std::move(bound.operand);
    return made;
  }
  if (node.kind == AstKind::range) {
    auto from = compile(ast_.child(node, 0)), to = compile(ast_.child(node, 1));
    check(known_kind(from.type) ? from : to);
    check_limits(node, value, from, node.start_included, to, node.end_included);
    made.kind = Test::Kind::range;
    made.start_included = node.start_included;
    made.end_included = node.end_included;
    made.first = std::move(from.operand);
    made.second = std::move(to.operand);
    return made;
  }
  auto const outer = std::exchange(mentions_input_, false);
  auto part = compile(id);
  auto const is_condition = may_decide && std::exchange(mentions_input_, outer);
  check_options(node, value, part);
  check_limits(node, value, Compare::equal, part, false);
  for (std::uint32_t i = 0; node.kind == AstKind::list && i < node.count; ++i)
    if (auto const& item = ast_[ast_.child(node, i)]; item.kind == AstKind::constant) {
      check_options(item, value, constant(item));
      check_limits(item, value, Compare::equal, constant(item), false);
    }
  made.kind = is_condition ? Test::Kind::condition : Test::Kind::value;
  made.may_decide = may_decide && node.kind != AstKind::constant;
  auto const kind = known_kind(part.type);
  if (made.kind == Test::Kind::value && kind && *kind != Kind::list && *kind != Kind::range &&
      !(made.may_decide && *kind == Kind::boolean))
    check(part);
  made.first = std::move(part.operand);
  return made;
}

Part Compiler::in(AstNode const& node) {
  auto made = make<InNode>(node);
  auto value = compile(ast_.child(node, 0));
  auto const& tests = ast_[ast_.child(node, 1)];
  if (tests.kind == AstKind::tests)
    for (std::uint32_t i = 0; i < tests.count; ++i) made->tests.push_back(test(ast_.child(tests, i), value, false));
  else
    made->tests.push_back(test(ast_.child(node, 1), value, false));
  made->value = std::move(value.operand);
  return done(std::move(made), Type::of(Kind::boolean));
}

Part Compiler::unary_tests(AstNode const& node) {
  auto made = make<InNode>(node);
  auto const slot = names_.slots.find("?");
  auto value = nothing(node);
  value.operand.end = value.operand.begin;  // the input has no text here
  if (slot != names_.slots.end()) {
    value.operand.kind = Operand::Kind::slot;
    value.operand.index = static_cast<std::uint32_t>(slot->second);
    value.type = names_.variables[slot->second].second;
    value.declared = value.type.kind().has_value();
    used_.push_back(slot->second);
  } else {
    error(node, "feel.unknown-name", "Unary tests need an input under the name `?`.");
  }
  made->any = node.kind == AstKind::any_test;
  made->negated = node.kind == AstKind::no_test;
  for (std::uint32_t i = 0; i < node.count; ++i) made->tests.push_back(test(ast_.child(node, i), value, true));
  made->value = std::move(value.operand);
  return done(std::move(made), Type::of(Kind::boolean));
}

Part Compiler::junction(AstNode const& node) {
  auto made = make<JunctionNode>(node);
  made->decisive = node.kind == AstKind::conjunction ? Truth::no : Truth::yes;
  for (std::uint32_t i = 0; i < node.count; ++i) {
    auto part = compile(ast_.child(node, i));
    if (auto const kind = known_kind(part.type); kind && *kind != Kind::boolean)
      mistake(ast_[ast_.child(node, i)], part.declared, "feel.wrong-type",
              "`" + piece(ast_[ast_.child(node, i)]) + "` is a " + part.type.text() + ", not a condition.");
    made->operands.push_back(std::move(part.operand));
  }
  return done(std::move(made), Type::of(Kind::boolean));
}

Part Compiler::instance_of(AstNode const& node) {
  auto made = make<InstanceOfNode>(node);
  made->value = compile(ast_.child(node, 0)).operand;
  made->type = ast_.types[node.type];
  return done(std::move(made), Type::of(Kind::boolean));
}

}  // namespace guicheng::feel
