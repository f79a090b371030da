// Data and structure of a program. Entry point: compile_feel in feel.hpp.
#include "feel/compile.hpp"

#include "feel/grammar.hpp"

#include <algorithm>

namespace guicheng {
namespace feel {

Compiler::Compiler(std::string_view text, Ast const& ast, Scope::Names const& names, bool kept)
    : text_{text}, ast_{ast}, names_{names}, kept_{kept}, program_{std::make_shared<Feel::Program>()} {
  program_->text = text;
}

std::shared_ptr<Feel::Program const> Compiler::run(FeelForm form) {
  auto const& root = ast_[ast_.root];
  auto part = form == FeelForm::unary_tests ? unary_tests(root) : compile(ast_.root);
  for (auto const& finding : findings_)
    if (finding.level == FeelFinding::Level::error) return nullptr;
  std::sort(used_.begin(), used_.end());
  used_.erase(std::unique(used_.begin(), used_.end()), used_.end());
  program_->root = std::move(part.operand);
  auto const* const rung = program_->root.kind == Operand::Kind::node ? dynamic_cast<CompareNumberNode const*>(program_->root.node) : nullptr;
  if (rung && rung->left.kind == Operand::Kind::slot) program_->rung = rung, program_->rung_slot = rung->left.index;
  program_->type = std::move(part.type);
  program_->slot_count = used_.empty() ? 0 : used_.back() + 1;
  program_->used_slots = std::move(used_);
  program_->locals = most_locals_;
  return program_;
}

namespace {

constexpr std::size_t most_findings = 100;  // of warnings; errors may be as many again

}  // namespace

/// The first errors are always kept, however many warnings stand before them: without one the text would be compiled.
void Compiler::error(AstNode const& at, char const* code, std::string message, std::string remedy) {
  if (findings_.size() < 2 * most_findings)
    findings_.push_back(finding_at(text_, at.begin, FeelFinding::Level::error, code, std::move(message), std::move(remedy)));
}

void Compiler::mistake(AstNode const& at, bool declared, char const* code, std::string message, std::string remedy) {
  if (declared && !kept_) return error(at, code, std::move(message), std::move(remedy));
  if (findings_.size() < most_findings)
    findings_.push_back(finding_at(text_, at.begin, FeelFinding::Level::warning, code, std::move(message), std::move(remedy)));
}

Part Compiler::nothing(AstNode const& node) const {
  Part part;
  part.operand.begin = node.begin;
  part.operand.end = node.end;
  return part;
}

std::uint32_t Compiler::push(std::string name, Type type, bool is_item, bool declared) {
  auto const index = next_local_++;
  most_locals_ = std::max(most_locals_, next_local_);
  locals_.push_back({std::move(name), std::move(type), index, is_item, declared});
  return index;
}

Part Compiler::compile(AstId id) {
  auto const& node = ast_[id];
  highest_ = std::max(highest_, ++height_);
  auto part = [&] {
    switch (node.kind) {
      case AstKind::constant: return constant(node);
      case AstKind::name: return name(node);
      case AstKind::sum:
      case AstKind::product: return arithmetic(node);
      case AstKind::power: return power(node);
      case AstKind::negation: return negation(node);
      case AstKind::comparison: return comparison(node);
      case AstKind::between: return between(node);
      case AstKind::in: return in(node);
      case AstKind::instance_of: return instance_of(node);
      case AstKind::conjunction:
      case AstKind::disjunction: return junction(node);
      case AstKind::choice: return choice(node);
      case AstKind::iteration: return iteration(node);
      case AstKind::some:
      case AstKind::every: return quantified(node);
      case AstKind::filter: return filter(node);
      case AstKind::path: return path(node);
      case AstKind::call: return call(node);
      case AstKind::list: return list(node);
      case AstKind::context: return context(node);
      case AstKind::range: return range(node);
      case AstKind::one_sided: return one_sided(node);
      case AstKind::function: return function(node, -1);
      case AstKind::tests: error(node, "feel.syntax", "Several values may only follow `in`."); return nothing(node);
      case AstKind::iterator:
      case AstKind::named:
      case AstKind::entry:
      case AstKind::no_test:
      case AstKind::any_test:
      case AstKind::parameter: break;
    }
    return nothing(node);
  }();
  --height_;
  return part;
}

Part Compiler::constant(AstNode const& node) {
  auto part = nothing(node);
  part.operand.constant = ast_.values[node.index];
  part.type = Type::of(part.operand.constant.kind());
  auto const& value = part.operand.constant;
  auto const* const time = value.time() ? value.time() : value.date_time() ? &value.date_time()->time : nullptr;
  if (!time || time->zone.kind != Zone::Kind::named) return part;
  // Whether there is such a zone is known when it runs: the literal is a call of the function of the same reading.
  auto made = make<BuiltinNode>(node);
  auto type = std::exchange(part.type, {});
  for (auto const* const builtin : find_builtins(value.time() ? "time" : "date and time"))
    if (builtin->size() == 1) made->candidates.push_back({builtin, {0}});
  made->arguments.push_back(std::move(part.operand));
  return done(std::move(made), std::move(type));
}

Part Compiler::list(AstNode const& node) {
  auto made = make<ListNode>(node);
  std::optional<Type> item;
  bool declared = false;
  for (std::uint32_t i = 0; i < node.count; ++i) {
    auto part = compile(ast_.child(node, i));
    if (!item) item = part.type;
    else item = common_type(*item, part.type);
    declared |= part.declared;
    made->items.push_back(std::move(part.operand));
  }
  return done(std::move(made), Type::list(item.value_or(Type{})), declared);
}

Part Compiler::context(AstNode const& node) {
  auto made = make<ContextNode>(node);
  std::vector<Type::Entry> entries;
  auto const outer = locals_.size();
  auto const first_local = next_local_;
  for (std::uint32_t i = 0; i < node.count; ++i) {
    auto const& entry = ast_[ast_.child(node, i)];
    auto const& key = ast_.text(entry);
    if (std::any_of(entries.begin(), entries.end(), [&](auto const& other) { return other.first == key; })) {
      error(entry, "feel.repeated-key", "The context has `" + key + "` twice.");
      continue;
    }
    auto const value = ast_.child(entry, 0);
    auto const is_function = ast_[value].kind == AstKind::function;
    // A function may call itself by the name of its entry.
    auto const local = next_local_++;
    most_locals_ = std::max(most_locals_, next_local_);
    if (is_function) locals_.push_back({key, Type::of(Value::Kind::function), local, false, false});
    ++height_;
    auto part = is_function ? function(ast_[value], local) : compile(value);
    --height_;
    if (is_function) locals_.back().type = part.type;
    else locals_.push_back({key, part.type, local, false, part.declared});
    entries.push_back({key, part.type});
    made->entries.push_back({key, std::move(part.operand), local});
  }
  pop(outer);
  next_local_ = first_local;
  return done(std::move(made), Type::context(std::move(entries)));
}

Part Compiler::range(AstNode const& node) {
  auto made = make<RangeNode>(node);
  auto start = compile(ast_.child(node, 0)), end = compile(ast_.child(node, 1));
  auto type = Type::range(known_kind(start.type) ? start.type : end.type);
  made->start_included = node.start_included;
  made->end_included = node.end_included;
  made->start = std::move(start.operand);
  made->end = std::move(end.operand);
  return done(std::move(made), std::move(type), start.declared || end.declared);
}

Part Compiler::one_sided(AstNode const& node) {
  auto made = make<OneSidedNode>(node);
  auto end = compile(ast_.child(node, 0));
  made->compare = node.compare;
  made->end = std::move(end.operand);
  auto type = Type::range(end.type);
  return done(std::move(made), node.compare == Compare::not_equal ? Type::list(type) : type, end.declared);
}

namespace {

/// The type of a property, or nothing if a value of that type has none of that name.
std::optional<Type> property_type(Type const& base, std::string_view name) {
  using enum Value::Kind;
  auto const kind = known_kind(base);
  if (!kind) return Type{};
  auto const one_of = [&](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  switch (*kind) {
    case context:
      for (auto const& [key, type] : base.entries())
        if (key == name) return type;
      return base.entries().empty() ? std::optional{Type{}} : std::nullopt;
    case list: {
      auto const item = property_type(base.item(), name);
      return item ? std::optional{Type::list(*item)} : std::nullopt;
    }
    case date_time:
      if (one_of({"hour", "minute", "second"})) return Type::of(number);
      if (name == "time offset") return Type::of(days_duration);
      if (name == "timezone") return Type::of(string);
      [[fallthrough]];
    case date: return one_of({"year", "month", "day", "weekday"}) ? std::optional{Type::of(number)} : std::nullopt;
    case time:
      if (name == "time offset") return Type::of(days_duration);
      if (name == "timezone") return Type::of(string);
      return one_of({"hour", "minute", "second"}) ? std::optional{Type::of(number)} : std::nullopt;
    case days_duration:
      return one_of({"days", "hours", "minutes", "seconds"}) ? std::optional{Type::of(number)} : std::nullopt;
    case months_duration: return one_of({"years", "months"}) ? std::optional{Type::of(number)} : std::nullopt;
    case range:
      if (one_of({"start", "end"})) return base.item();
      return one_of({"start included", "end included"}) ? std::optional{Type::of(boolean)} : std::nullopt;
    default: return std::nullopt;
  }
}

}  // namespace

Part Compiler::path(AstNode const& node) {
  auto made = make<PathNode>(node);
  auto base = compile(ast_.child(node, 0));
  made->name = ast_.text(node);
  auto type = property_type(base.type, made->name);
  if (!type) {
    std::vector<std::string_view> known;
    for (auto const& [key, entry] : base.type.entries()) known.push_back(key);
    auto const near = nearest_name(made->name, known);
    auto const message = "`" + piece(ast_[ast_.child(node, 0)]) + "` (" + base.type.text() + ") has no `" + made->name + "`.";
    auto const remedy = near.empty() ? std::string{} : "Did you mean `" + std::string{near} + "`?";
    if (base.declared) error(node, "feel.unknown-field", message, remedy);
    else mistake(node, false, "feel.unknown-field", message);
  }
  auto const declared = base.declared && type && type->kind();
  made->base = std::move(base.operand);
  return done(std::move(made), type.value_or(Type{}), declared);
}

Part Compiler::filter(AstNode const& node) {
  auto made = make<FilterNode>(node);
  auto base = compile(ast_.child(node, 0));
  auto const is_list = base.type.kind() == Value::Kind::list;
  auto const item = is_list ? base.type.item() : base.type;
  auto const outer = locals_.size();
  made->item = push("item", item, true, base.declared);
  auto condition = compile(ast_.child(node, 1));
  pop(outer);
  --next_local_;
  auto const kind = known_kind(condition.type);
  if (kind && *kind != Value::Kind::number && *kind != Value::Kind::boolean)
    mistake(ast_[ast_.child(node, 1)], condition.declared, "feel.wrong-type",
            "A filter is a condition or a position, not a " + condition.type.text() + ".");
  made->is_index = kind == Value::Kind::number;
  auto type = made->is_index ? item : kind == Value::Kind::boolean ? Type::list(item) : Type{};
  made->list = std::move(base.operand);
  made->condition = std::move(condition.operand);
  return done(std::move(made), std::move(type), base.declared);
}

Part Compiler::choice(AstNode const& node) {
  auto made = make<ChoiceNode>(node);
  std::optional<Type> type;
  bool declared = false;
  auto const value = [&](std::uint32_t i) {
    auto part = compile(ast_.child(node, i));
    if (part.type.kind() != Value::Kind::null) type = type ? common_type(*type, part.type) : part.type;
    declared |= part.declared;
    return std::move(part.operand);
  };
  for (std::uint32_t i = 0; i + 2 < node.count; i += 2) {
    auto condition = compile(ast_.child(node, i));
    if (auto const kind = known_kind(condition.type); kind && *kind != Value::Kind::boolean)
      mistake(ast_[ast_.child(node, i)], condition.declared, "feel.wrong-type",
              "The condition of `if` is a " + condition.type.text() + ", not a boolean.");
    made->branches.push_back({std::move(condition.operand), value(i + 1)});
  }
  made->otherwise = value(node.count - 1);
  return done(std::move(made), type.value_or(Type{}), declared);
}

void Compiler::iterators(AstNode const& node, LoopNode& loop) {
  for (std::uint32_t i = 0; i + 1 < node.count; ++i) {
    auto const& iterator = ast_[ast_.child(node, i)];
    auto list = compile(ast_.child(iterator, 0));
    Iterator made{std::move(list.operand), {}, iterator.count == 2, 0};
    auto item = list.type;
    if (made.is_range) made.end = compile(ast_.child(iterator, 1)).operand;
    else if (auto const kind = known_kind(list.type)) {
      if (*kind == Value::Kind::list || *kind == Value::Kind::range) item = list.type.item();
      else if (list.declared)
        error(iterator, "feel.wrong-type", "`" + ast_.text(iterator) + "` walks over a " + list.type.text() + ", not a list.");
    }
    made.local = push(ast_.text(iterator), item, false, list.declared);
    loop.iterators.push_back(std::move(made));
  }
}

Part Compiler::iteration(AstNode const& node) {
  auto made = make<ForNode>(node);
  auto const outer = locals_.size();
  auto const first_local = next_local_;
  auto const outer_partial = std::exchange(uses_partial_, false);
  iterators(node, *made);
  made->partial = push("partial", Type::list(Type{}));
  auto body = compile(ast_.child(node, node.count - 1));
  made->uses_partial = std::exchange(uses_partial_, outer_partial);
  pop(outer);
  next_local_ = first_local;
  auto type = Type::list(body.type);
  made->body = std::move(body.operand);
  return done(std::move(made), std::move(type), body.declared);
}

Part Compiler::quantified(AstNode const& node) {
  auto made = make<QuantifiedNode>(node);
  auto const outer = locals_.size();
  auto const first_local = next_local_;
  iterators(node, *made);
  auto body = compile(ast_.child(node, node.count - 1));
  if (auto const kind = known_kind(body.type); kind && *kind != Value::Kind::boolean)
    mistake(ast_[ast_.child(node, node.count - 1)], body.declared, "feel.wrong-type", "The condition is no boolean.");
  pop(outer);
  next_local_ = first_local;
  made->decisive = node.kind == AstKind::some ? Truth::yes : Truth::no;
  made->body = std::move(body.operand);
  return done(std::move(made), Type::of(Value::Kind::boolean));
}

}  // namespace feel

CompiledFeel compile_feel(std::string_view text, Scope const& scope, FeelForm form) { return compile_feel(text, scope, form, false); }

CompiledFeel compile_feel(std::string_view text, Scope const& scope, FeelForm form, bool kept) {
  auto const& names = scope.names();
  auto parsed = feel::parse(text, {&names.values, &names.fields, &names.types}, form);
  if (!parsed.ast) return {{}, {std::move(parsed.finding)}};
  feel::Compiler compiler{text, *parsed.ast, names, kept};
  auto program = compiler.run(form);
  CompiledFeel result{{}, compiler.take_findings()};
  std::stable_sort(result.findings.begin(), result.findings.end(),
                   [](FeelFinding const& a, FeelFinding const& b) { return a.offset < b.offset; });
  if (program) result.feel = Feel{std::move(program)};
  return result;
}

}  // namespace guicheng
