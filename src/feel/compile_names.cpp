// Names, functions and their calls. Part of compile.hpp.
#include "feel/compile.hpp"

#include <algorithm>

namespace guicheng::feel {
namespace {

Type type_of_kinds(Kinds kinds) {
  auto const alone = kinds & ~kinds::null;
  for (int kind = 1; kind < 13; ++kind)
    if (alone == Kinds{1} << kind) return Type::of(static_cast<Value::Kind>(kind));
  return {};
}

bool matches_nothing(ConstantRegex const& constant) {
  EvalContext const context{.steps = 1'000};
  Run run{context, nullptr};
  auto regex = constant.regex.another();
  return regex && regex->search("", 0, run) == Regex::Found::yes;
}

/// Whether a parameter could take a value of that type, conversions included.
bool may_take(Kinds kinds, Type const& type) {
  auto const kind = known_kind(type);
  if (!kind || (bit(*kind) & kinds)) return true;
  if (*kind == Value::Kind::list) {
    auto const item = known_kind(type.item());
    return !item || (bit(*item) & kinds);
  }
  return (kinds & kinds::list) || (*kind == Value::Kind::date && (kinds & kinds::date_time));
}

/// What an author who wrote a name that is not there may have meant.
std::string meant_by(std::string_view name, std::string_view near, bool is_called) {
  if (name.starts_with("not ")) return "Write `not(…)`, with parentheses.";
  auto const nearest = near.empty() ? std::string{} : "Did you mean `" + std::string{near} + "`?";
  if (is_called) return nearest;
  for (auto const word : {"yes", "Yes", "on", "True", "TRUE", "是"})
    if (name == word) return "Write `true`.";
  for (auto const word : {"no", "No", "off", "False", "FALSE", "否"})
    if (name == word) return "Write `false`.";
  return near.empty() ? "If it is a text, put it in double quotes." : nearest;
}

}  // namespace

std::vector<std::string_view> Compiler::candidates() const {
  std::vector<std::string_view> all;
  for (auto const& local : locals_) {
    all.push_back(local.name);
    if (local.is_item)
      for (auto const& [key, type] : local.type.entries()) all.push_back(key);
  }
  for (auto const& name : names_.values.names()) all.push_back(name);
  return all;
}

bool Compiler::is_shadowed(std::string_view name) const {
  return names_.slots.contains(std::string{name}) ||
         std::any_of(locals_.begin(), locals_.end(), [&](Local const& local) { return local.name == name; });
}

Part Compiler::name(AstNode const& node) {
  auto const& wanted = ast_.text(node);
  auto part = nothing(node);
  if (wanted == "?") mentions_input_ = true;
  std::vector<std::uint32_t> items;  // of filters whose items may have an entry of that name
  bool found = false;
  for (auto local = locals_.rbegin(); local != locals_.rend() && !found; ++local) {
    if (local->is_item) {
      auto const kind = known_kind(local->type);
      if (!kind || (kind == Value::Kind::context && local->type.entries().empty())) {
        items.push_back(local->index);
      } else if (kind == Value::Kind::context) {
        for (auto const& [key, type] : local->type.entries())
          if (key == wanted) {
            items.push_back(local->index);
            part.type = type;
            part.declared = local->declared && type.kind();
            found = true;
          }
        if (found) break;
      }
    }
    if (local->name != wanted) continue;
    if (wanted == "partial") uses_partial_ = true;
    part.operand.kind = Operand::Kind::local;
    part.operand.index = local->index;
    part.type = local->type;
    part.declared = local->declared;
    found = true;
  }
  auto has_outside = found && part.operand.kind == Operand::Kind::local;
  if (!found) {
    if (auto const slot = names_.slots.find(wanted); slot != names_.slots.end()) {
      part.operand.kind = Operand::Kind::slot;
      part.operand.index = static_cast<std::uint32_t>(slot->second);
      part.type = names_.variables[slot->second].second;
      part.declared = part.type.kind().has_value();
      used_.push_back(slot->second);
      found = has_outside = true;
    } else if (auto const host = names_.functions.find(wanted); host != names_.functions.end()) {
      part.operand.constant = host_value(host->second);
      part.type = Type::of(Value::Kind::function);
      found = has_outside = true;
    } else if (!find_builtins(wanted).empty()) {
      part.operand.constant = builtin_value(wanted);
      part.type = Type::of(Value::Kind::function);
      found = has_outside = true;
    }
  }
  if (items.empty()) {
    if (found) return part;
    auto const near = nearest_name(wanted, candidates());
    auto const token = text_.substr(node.begin, token_end(text_, node.begin) - node.begin);
    auto const shown = wanted.size() <= 120 ? wanted : std::string{token} + " …";
    error(node, "feel.unknown-name", "There is no name `" + shown + "`.", meant_by(wanted, near, text_.substr(skip_blanks(text_, token_end(text_, node.begin))).starts_with('(')));
    return part;
  }
  auto made = make<FieldNode>(node);
  made->name = wanted;
  made->items = std::move(items);
  made->has_outside = has_outside;
  made->outside = part.operand;
  return done(std::move(made), has_outside ? Type{} : part.type, part.declared && !has_outside);
}

Part Compiler::call(AstNode const& node) {
  auto const& callee = ast_[ast_.child(node, 0)];
  if (callee.kind == AstKind::name && !is_shadowed(ast_.text(callee))) {
    auto const& wanted = ast_.text(callee);
    if (auto const host = names_.functions.find(wanted); host != names_.functions.end()) return host_call(node, host->second);
    if (!find_builtins(wanted).empty()) return builtin_call(node, wanted);
  }
  auto made = make<CallNode>(node);
  auto function = compile(ast_.child(node, 0));
  if (auto const kind = known_kind(function.type); kind && *kind != Value::Kind::function)
    mistake(node, function.declared, "feel.wrong-type", "`" + piece(callee) + "` is no function.");
  made->function = std::move(function.operand);
  for (std::uint32_t i = 1; i < node.count; ++i) {
    auto const& argument = ast_[ast_.child(node, i)];
    if (argument.kind == AstKind::named) {
      if (std::find(made->names.begin(), made->names.end(), ast_.text(argument)) != made->names.end())
        mistake(argument, true, "feel.argument", "The argument `" + ast_.text(argument) + "` stands twice.");
      made->names.push_back(ast_.text(argument));
    }
    made->arguments.push_back(compile(argument.kind == AstKind::named ? ast_.child(argument, 0) : ast_.child(node, i)).operand);
  }
  if (!made->names.empty() && made->names.size() != made->arguments.size())
    error(node, "feel.argument", "Either all arguments have names, or none.");
  return done(std::move(made), function.type.item());
}

Part Compiler::builtin_call(AstNode const& node, std::string const& wanted) {
  auto const builtins = find_builtins(wanted);
  if (wanted == "not" && node.count == 2 && ast_[ast_.child(node, 1)].kind != AstKind::named) {
    auto made = make<NotNode>(node);
    auto part = compile(ast_.child(node, 1));
    if (auto const kind = known_kind(part.type); kind && *kind != Value::Kind::boolean)
      mistake(node, part.declared, "feel.wrong-type", "`not` needs a condition, not a " + part.type.text() + ".");
    made->operand = std::move(part.operand);
    return done(std::move(made), Type::of(Value::Kind::boolean));
  }
  auto made = make<BuiltinNode>(node);
  std::vector<Part> parts;
  std::vector<std::string> given;
  bool declared = false;
  for (std::uint32_t i = 1; i < node.count; ++i) {
    auto const& argument = ast_[ast_.child(node, i)];
    auto const is_named = argument.kind == AstKind::named;
    if (is_named) given.push_back(ast_.text(argument));
    parts.push_back(compile(is_named ? ast_.child(argument, 0) : ast_.child(node, i)));
    declared |= parts.back().declared;
  }
  if (!given.empty() && given.size() != parts.size()) {
    error(node, "feel.argument", "Either all arguments have names, or none.");
    return nothing(node);
  }
  bool fits_number = false;
  Kinds result = 0;
  for (auto const* const builtin : builtins) {
    auto const fixed = builtin->size();
    Candidate candidate{builtin, {}};
    std::size_t used = 0;
    bool complete = true;
    for (std::size_t p = 0; p < (given.empty() ? std::max(fixed, parts.size()) : fixed) && complete; ++p) {
      if (p >= fixed && !builtin->variadic) complete = false;
      std::int32_t from = -1;
      if (given.empty()) from = p < parts.size() ? static_cast<std::int32_t>(p) : -1;
      else if (auto const at = std::find(given.begin(), given.end(), builtin->parameters[p].name); at != given.end())
        from = static_cast<std::int32_t>(at - given.begin());
      if (from >= 0) ++used;
      else if (p < fixed && !builtin->parameters[p].optional) complete = false;
      candidate.from.push_back(from);
    }
    if (!complete || used != parts.size()) continue;
    fits_number = true;
    bool fits = true;
    for (std::size_t p = 0; p < candidate.from.size(); ++p)
      if (auto const from = candidate.from[p]; from >= 0 && fixed != 0)
        fits &= may_take(builtin->parameters[std::min(p, fixed - 1)].kinds, parts[static_cast<std::size_t>(from)].type);
    if (!fits) continue;
    result |= builtin->result;
    made->candidates.push_back(std::move(candidate));
  }
  if (!fits_number) {
    std::string forms;
    for (auto const* const builtin : builtins) {
      forms += forms.empty() ? wanted + "(" : ", " + wanted + "(";
      for (std::size_t i = 0; i < builtin->size(); ++i) forms += (i ? ", " : "") + std::string{builtin->parameters[i].name};
      forms += builtin->variadic ? ", …)" : ")";
    }
    error(node, "feel.argument", "`" + wanted + "` does not take these arguments.", "It is called as " + forms + ".");
  } else if (made->candidates.empty()) {
    mistake(node, declared, "feel.wrong-type", "An argument of `" + wanted + "` is of the wrong type.");
  }
  if (wanted == "list contains" && parts.size() == 2 && given.empty()) {
    Part const item{parts[0].operand, parts[0].type.item(), parts[0].declared};
    check_options(node, item, parts[1]);
  }
  for (auto& part : parts) made->arguments.push_back(std::move(part.operand));
  bool bad_pattern = false;
  made->regex = constant_regex(*made, bad_pattern);
  if (bad_pattern) mistake(node, declared, "feel.pattern", "The pattern or the flags of `" + wanted + "` are wrong.", "Write it as XPath has it: no look-around, no `(?i)`, no `\\b`.");
  else if (made->regex && wanted != "matches" && matches_nothing(*made->regex))
    mistake(node, declared, "feel.pattern", "The pattern of `" + wanted + "` matches the empty text, which is refused.", "Let it match at least one character: `+` for `*`.");
  else check_constant_call(node, *made);
  return done(std::move(made), type_of_kinds(result), declared);
}

/// A call of constants that gives null: a mistake that is better told now, as `date("2024-02-30")`.
void Compiler::check_constant_call(AstNode const& node, BuiltinNode const& made) {
  auto const is_plain = [](Operand const& argument) {
    auto const* const text = argument.constant.string();  // what may name a time zone is known where it is evaluated
    return argument.kind == Operand::Kind::constant && !argument.constant.is_null() && !(text && text->find('@') != text->npos);
  };
  if (made.arguments.empty() || made.candidates.empty() || !std::all_of(made.arguments.begin(), made.arguments.end(), is_plain)) return;
  EvalContext const context{.steps = 10'000};
  std::vector<Reason> reasons;
  Run run{context, &reasons};
  Frame frame{nullptr, nullptr, &run, text_};
  if (made.eval(frame).is_null() && !reasons.empty() && reasons.front().code == "feel.call")
    mistake(node, false, "feel.always-null", "This always gives null: " + reasons.front().text_en + ".");
}

/// The regular expression that a call writes down, flags included.
std::optional<ConstantRegex> Compiler::constant_regex(BuiltinNode const& node, bool& wrong) {
  constexpr int most = 64;  // of one expression: each may take 64 KiB
  if (node.candidates.size() != 1 || node.candidates[0].builtin->pattern < 0 || regexes_ >= most) return {};
  auto const& candidate = node.candidates[0];
  static Value const none{""};
  auto const text = [&](int parameter) -> std::string const* {
    auto const from = parameter < 0 ? -1 : candidate.from[static_cast<std::size_t>(parameter)];
    auto const& value = from < 0 ? none : node.arguments[static_cast<std::size_t>(from)].constant;
    return from < 0 || node.arguments[static_cast<std::size_t>(from)].kind == Operand::Kind::constant ? value.string() : nullptr;
  };
  auto const* const pattern = text(candidate.builtin->pattern);
  auto const* const flags = text(candidate.builtin->flags);
  if (!pattern || !flags) return {};
  ++regexes_;
  auto regex = Regex::compile(*pattern, *flags);
  wrong = !regex;
  return regex ? std::optional{ConstantRegex{*pattern, *flags, *std::move(regex)}} : std::nullopt;
}

Part Compiler::host_call(AstNode const& node, std::shared_ptr<HostFunction const> const& function) {
  auto made = make<HostNode>(node);
  made->function = function;
  auto const& parameters = function->parameters;
  if (node.count - 1 != parameters.size()) {
    std::string names;
    for (auto const& [name, type] : parameters) names += (names.empty() ? "" : ", ") + name;
    error(node, "feel.argument", "`" + function->name + "` takes " + std::to_string(parameters.size()) + " arguments.", "It is called as " + function->name + "(" + names + ").");
    return nothing(node);
  }
  made->arguments.resize(parameters.size());
  std::vector<bool> given(parameters.size());
  for (std::uint32_t i = 1; i < node.count; ++i) {
    auto const& argument = ast_[ast_.child(node, i)];
    auto const is_named = argument.kind == AstKind::named;
    std::size_t at = i - 1;
    if (is_named) {
      auto const is_it = [&](Type::Entry const& parameter) { return parameter.first == ast_.text(argument); };
      auto const found = std::find_if(parameters.begin(), parameters.end(), is_it);
      at = static_cast<std::size_t>(found - parameters.begin());
    }
    if (at >= parameters.size() || given[at]) {
      error(argument, "feel.argument", "`" + function->name + "` has no parameter `" + ast_.text(argument) + "`.");
      return nothing(node);
    }
    given[at] = true;
    auto part = compile(is_named ? ast_.child(argument, 0) : ast_.child(node, i));
    auto const kind = known_kind(part.type), wanted = known_kind(parameters[at].second);
    if (kind && wanted && *kind != *wanted && *kind != Value::Kind::list && *wanted != Value::Kind::list)
      mistake(argument, true, "feel.wrong-type",
              "`" + parameters[at].first + "` is a " + parameters[at].second.text() + ", not a " + part.type.text() + ".");
    made->arguments[at] = std::move(part.operand);
  }
  return done(std::move(made), function->result, function->result.kind().has_value());
}

Part Compiler::function(AstNode const& node, std::int64_t self) {
  auto made = make<FunctionNode>(node);
  auto const outer = locals_.size();
  auto const first_local = next_local_;
  auto const outer_most = std::exchange(most_locals_, next_local_);
  auto const outer_used = std::exchange(used_, {});
  auto const outer_height = std::exchange(height_, 0), outer_highest = std::exchange(highest_, 0);
  made->captured = next_local_;
  for (std::uint32_t i = 0; i + 1 < node.count; ++i) {
    auto const& parameter = ast_[ast_.child(node, i)];
    auto type = parameter.has_type ? ast_.types[parameter.type] : Type{};
    if (std::find(made->names.begin(), made->names.end(), ast_.text(parameter)) != made->names.end())
      error(parameter, "feel.repeated-key", "The function has the parameter `" + ast_.text(parameter) + "` twice.");
    made->names.push_back(ast_.text(parameter));
    made->types.push_back(type);
    push(ast_.text(parameter), std::move(type), false, parameter.has_type);
  }
  auto body = compile(ast_.child(node, node.count - 1));
  pop(outer);
  next_local_ = first_local;
  made->locals = std::exchange(most_locals_, outer_most);
  made->self = self;
  made->height = highest_ + 2;
  height_ = outer_height;
  highest_ = outer_highest;
  std::sort(used_.begin(), used_.end());
  used_.erase(std::unique(used_.begin(), used_.end()), used_.end());
  made->slots = used_;
  used_.insert(used_.end(), outer_used.begin(), outer_used.end());
  made->program = program_.get();
  made->result = body.type;
  auto type = Type::function(made->types, body.type);
  made->body = std::move(body.operand);
  return done(std::move(made), std::move(type));
}

}  // namespace guicheng::feel
