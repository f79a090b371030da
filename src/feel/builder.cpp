// Folding what the grammar reads into a tree. Entry point: builder.hpp.
#include "feel/builder.hpp"

#include <algorithm>

namespace guicheng::feel {

Ast Builder::take() {
  ast_.root = stack_.empty() ? 0 : stack_.back().node;
  return std::move(ast_);
}

bool Builder::fail(std::size_t at, char const* code, std::string message, std::string remedy) {
  if (failed_) return false;
  failed_ = true;
  finding_ = finding_at(text_, at, FeelFinding::Level::error, code, std::move(message), std::move(remedy));
  return false;
}

bool Builder::enter(std::size_t at) {
  if (++depth_ <= max_nesting) return true;
  return fail(at, "feel.too-deep", "The expression nests more than 64 levels.", "Name parts of it and use the names.");
}

AstId Builder::add(AstNode node, std::size_t first_on_stack) {
  auto const id = static_cast<AstId>(ast_.nodes.size());
  node.first = static_cast<std::uint32_t>(ast_.links.size());
  node.count = static_cast<std::uint32_t>(stack_.size() - first_on_stack);
  int height = 0;
  for (auto i = first_on_stack; i < stack_.size(); ++i) {
    ast_.links.push_back(stack_[i]);
    height = std::max(height, heights_[stack_[i].node]);
  }
  stack_.resize(first_on_stack);
  if (height >= max_height) fail(node.begin, "feel.too-deep", "The expression chains or nests more than 200 levels.");
  if (node.count > max_operands) fail(node.begin, "feel.too-long", "A chain has more than 4096 parts.");
  node.end = std::max(last_end_, node.begin);
  heights_.push_back(height + 1);
  ast_.nodes.push_back(node);
  stack_.push_back({id, 0});
  return id;
}

void Builder::open(std::size_t at) { marks_.push_back({stack_.size(), static_cast<std::uint32_t>(at)}); }

void Builder::chain(AstKind kind) {
  if (stack_.size() - marks_.back().stack > 1) fold(kind);
  else drop();
}

void Builder::fold(AstKind kind) {
  auto const mark = marks_.back();
  drop();
  AstNode node;
  node.kind = kind;
  node.begin = mark.begin;
  add(node, mark.stack);
}

void Builder::fold_text(AstKind kind) {
  auto const mark = marks_.back();
  drop();
  AstNode node;
  node.kind = kind;
  node.begin = mark.begin;
  node.index = static_cast<std::uint32_t>(ast_.texts.size());
  ast_.texts.push_back(std::move(texts_.back()));
  texts_.pop_back();
  add(node, mark.stack);
}

void Builder::constant(Value value, std::size_t begin) {
  AstNode node;
  node.kind = AstKind::constant;
  node.begin = static_cast<std::uint32_t>(begin);
  node.index = static_cast<std::uint32_t>(ast_.values.size());
  ast_.values.push_back(std::move(value));
  add(node, stack_.size());
}

void Builder::comparison(AstKind kind) {
  auto const mark = marks_.back();
  AstNode node;
  node.kind = kind;
  node.begin = mark.begin;
  if (kind == AstKind::comparison) {
    node.compare = relations_.back();
    relations_.pop_back();
  }
  add(node, mark.stack);
}

void Builder::path() {
  auto const mark = marks_.back();
  AstNode node;
  node.kind = AstKind::path;
  node.begin = mark.begin;
  node.index = static_cast<std::uint32_t>(ast_.texts.size());
  ast_.texts.push_back(std::move(last_text_));
  add(node, mark.stack);
}

void Builder::set_relation(AstKind kind) {
  fold(kind);
  ast_.nodes.back().compare = relations_.back();
  relations_.pop_back();
}

/// Minus signs before an operand: two of them are no more than a check that the operand is a number.
void Builder::negate(std::size_t count) {
  for (auto n = count == 0 ? 0 : 2 - count % 2; n != 0; --n) {
    auto const operand = stack_.back().node;
    auto& node = ast_.nodes[operand];
    if (auto const* number = node.kind == AstKind::constant ? ast_.values[node.index].number() : nullptr) {
      ast_.values[node.index] = -*number;
      node.begin = marks_.back().begin;
      continue;
    }
    AstNode negation;
    negation.kind = AstKind::negation;
    negation.begin = marks_.back().begin;
    add(negation, stack_.size() - 1);
  }
  drop();
}

void Builder::range(bool start_included, bool end_included) {
  auto const mark = marks_.back();
  if (stack_.size() - mark.stack != 2 || ast_[stack_[mark.stack].node].kind == AstKind::one_sided) {
    fail(mark.begin, "feel.syntax", "A range has two ends: [1..10].");
    return;
  }
  fold(AstKind::range);
  ast_.nodes.back().start_included = start_included;
  ast_.nodes.back().end_included = end_included;
}

/// `(a)` is a; `(1, < 5)` may only follow `in`.
void Builder::parenthesis() {
  auto const mark = marks_.back();
  if (stack_.size() - mark.stack == 1) return drop();
  if (!is_in_operand(mark.begin))
    fail(mark.begin, "feel.syntax", "Several values in parentheses may only follow `in`.", "Write a list: [1, 2].");
  fold(AstKind::tests);
}

void Builder::function() { fold(AstKind::function); }

void Builder::push_name() { locals_.push_back(texts_.back()); }

void Builder::close_list_type() {
  auto item = types_.size() > type_marks_.back() ? types_.back() : Type{};
  types_.resize(type_marks_.back());
  type_marks_.pop_back();
  types_.push_back(Type::list(std::move(item)));
}

void Builder::close_range_type() {
  auto end = types_.size() > type_marks_.back() ? types_.back() : Type{};
  types_.resize(type_marks_.back());
  type_marks_.pop_back();
  types_.push_back(Type::range(std::move(end)));
}

void Builder::close_context_type() {
  std::vector<std::pair<std::string, Type>> entries;
  auto const count = types_.size() - type_marks_.back();
  for (std::size_t i = 0; i < count; ++i) {
    auto& key = type_keys_[type_keys_.size() - count + i];
    entries.push_back({std::move(key), types_[type_marks_.back() + i]});
  }
  type_keys_.resize(type_keys_.size() - count);
  types_.resize(type_marks_.back());
  type_marks_.pop_back();
  types_.push_back(Type::context(std::move(entries)));
}

void Builder::close_function_type() {
  std::vector<Type> parameters{types_.begin() + static_cast<std::ptrdiff_t>(type_marks_.back()), types_.end() - 1};
  auto result = types_.back();
  types_.resize(type_marks_.back());
  type_marks_.pop_back();
  types_.push_back(Type::function(std::move(parameters), std::move(result)));
}

void Builder::instance_of() {
  comparison(AstKind::instance_of);
  ast_.nodes.back().type = static_cast<std::uint32_t>(ast_.types.size());
  ast_.types.push_back(std::move(types_.back()));
  types_.pop_back();
}

void Builder::parameter_type() {
  auto& node = ast_.nodes[stack_.back().node];
  node.has_type = true;
  node.type = static_cast<std::uint32_t>(ast_.types.size());
  ast_.types.push_back(std::move(types_.back()));
  types_.pop_back();
}

}  // namespace guicheng::feel
