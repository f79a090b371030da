// Finds the rules that hold and answers. Entry points: evaluate, explain.
// The search goes through the rows 64 at a time: each column gives the rows that may hold for its value, their common
// rows are matches, save those with a cell that must be evaluated. The first match ends it where one is enough.
#include "rules/decision_table.hpp"

#include <algorithm>
#include <bit>

namespace guicheng {
namespace rules {
namespace {

using Program = DecisionTable::Program;

/// One column while searching: the rows that may hold for its value, and whether all its cells must be evaluated.
struct Lane {
  Value value;
  std::uint64_t const* always = nullptr;  ///< null: every row may hold
  RankRows rank;
  bool evaluate_all = false;
  bool asked = true;  ///< false: every row holds
};

class Searching {
 public:
  Searching(Program const& table, std::span<Value const> slots, EvalContext const& context, std::uint64_t& steps,
            Search search, std::optional<std::span<std::size_t const>> asked = {})
      : table_{table}, slots_{slots}, context_{context}, steps_{steps} {
    if (table.inputs.size() > few_.size()) many_.resize(table.inputs.size());
    lanes_ = {many_.empty() ? few_.data() : many_.data(), table.inputs.size()};
    for (std::size_t c = 0; c < lanes_.size(); ++c) {
      lanes_[c].asked = !asked || std::find(asked->begin(), asked->end(), c) != asked->end();
      if (lanes_[c].asked) open(lanes_[c], table.inputs[c], search);
    }
  }

  std::span<Lane const> lanes() const { return lanes_; }

  /// The input whose value is not among its allowed ones.
  std::optional<std::size_t> disallowed() {
    if (table_.first_rule == 0 || ((candidates(0) & 1) != 0 && holds(0))) return std::nullopt;
    for (std::size_t c = 0; c < lanes_.size(); ++c) {
      if (!cell_holds(0, c)) return c;
    }
    return std::nullopt;
  }

  /// Calls `found(rule)` for every rule that holds, in the table's order, until it says false.
  template <class Found>
  void each_match(Found found) {
    auto const rows = table_.rows();
    for (std::size_t word = 0; word * 64 < rows; ++word) {
      auto bits = candidates(word);
      if (word == 0 && table_.first_rule == 1) bits &= ~std::uint64_t{1};
      if (rows - word * 64 < 64) bits &= (std::uint64_t{1} << (rows - word * 64)) - 1;
      for (; bits != 0; bits &= bits - 1) {
        auto const row = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
        if (steps_ == 0) return;
        if (holds(row) && !found(static_cast<std::uint32_t>(row - table_.first_rule))) return;
      }
    }
  }

 private:
  void open(Lane& lane, InputColumn const& column, Search search) {
    lane.value = evaluate(column.expression, slots_, context_, steps_);
    if (column.kind != lane.value.kind()) lane.value = coerce(std::move(lane.value), column.type);
    if (search == Search::every_row) {
      lane.evaluate_all = any_to_evaluate_ = true;
    } else if (lane.value.is_null()) {
      lane.always = column.on_null.data();
    } else if (!column.index) {
      lane.always = column.always.data();
    } else if (column.index->kind() == lane.value.kind()) {
      lane.always = column.always.data();
      lane.rank = column.index->rows_for(lane.value);
    } else {
      lane.evaluate_all = any_to_evaluate_ = true;
    }
  }

  /// The rows of one word that every column lets pass.
  std::uint64_t candidates(std::size_t word) {
    auto bits = ~std::uint64_t{0};
    for (auto& lane : lanes_) {
      if (lane.always == nullptr) continue;
      auto rows = lane.always[word];
      if (lane.rank.words != nullptr) rows |= lane.rank.words[word];
      while (lane.rank.begin != lane.rank.end && *lane.rank.begin < word * 64) ++lane.rank.begin;
      for (auto const* row = lane.rank.begin; row != lane.rank.end && *row < (word + 1) * 64; ++row) {
        rows |= std::uint64_t{1} << (*row % 64);
      }
      bits &= rows;
      if (bits == 0) break;
    }
    return bits;
  }

  bool holds(std::size_t row) {
    if (!any_to_evaluate_ && !has_bit(table_.evaluated, row)) return true;
    for (std::size_t c = 0; c < lanes_.size(); ++c) {
      if (lanes_[c].asked && (lanes_[c].evaluate_all || has_bit(table_.inputs[c].evaluated, row)) && !cell_holds(row, c)) return false;
    }
    return true;
  }

  bool cell_holds(std::size_t row, std::size_t c) {
    auto const cell = table_.cell(row, c);
    if (cell == no_cell || (row < table_.first_rule && lanes_[c].value.is_null())) return true;
    if (with_input_.empty()) {
      with_input_.reserve(std::max(slots_.size(), table_.input_slot + 1));
      with_input_.assign(slots_.begin(), slots_.end());
      with_input_.resize(std::max(slots_.size(), table_.input_slot + 1));
    }
    with_input_[table_.input_slot] = lanes_[c].value;
    auto const result = evaluate(table_.cells[cell].test, with_input_, context_, steps_);
    return result.boolean() != nullptr && *result.boolean();
  }

  Program const& table_;
  std::span<Value const> slots_;
  EvalContext const& context_;
  std::uint64_t& steps_;  // left of the budget that all parts of the table share
  std::array<Lane, 8> few_;
  std::vector<Lane> many_;
  std::span<Lane> lanes_;
  std::vector<Value> with_input_;  // the slots with `?`, made when the first cell is evaluated
  bool any_to_evaluate_ = false;
};

Reason not_allowed(Program const& table, std::size_t column, Value const& value) {
  auto const& input = table.text.inputs[column];
  auto const& name = input.label.empty() ? input.expression : input.label;
  auto const text = write_feel(value);
  return {"table.not-allowed", name + " 的值 " + text + " 不在允许的范围 " + input.allowed + " 内",
          name + " is " + text + ", which is not one of " + input.allowed, {}, 0};
}

/// An input without a value may be why no rule holds.
void add_missing(Program const& table, TableEvaluation& details) {
  for (std::size_t c = 0; c < details.inputs.size(); ++c) {
    if (!details.inputs[c].is_null()) continue;
    auto const& input = table.text.inputs[c];
    auto const& name = input.label.empty() ? input.expression : input.label;
    details.reasons.push_back({"feel.no-value", name + " 没有值", name + " has no value", input.expression, 0});
  }
}

/// How many matches the policy needs to see.
std::size_t wanted(HitPolicy policy) {
  if (policy == HitPolicy::first) return 1;
  if (policy == HitPolicy::unique) return 2;
  return std::numeric_limits<std::size_t>::max();
}

/// What both entry points share; `details` may be null.
Value answer(Program const& table, std::span<Value const> slots, EvalContext const& context, Search search,
             TableEvaluation* details) {
  auto steps = context.steps;
  Searching searching{table, slots, context, steps, search};
  if (details != nullptr) {
    for (auto const& lane : searching.lanes()) details->inputs.push_back(lane.value);
  }
  auto const column = searching.disallowed();
  if (column && steps > 0) {
    if (details != nullptr) details->reasons.push_back(not_allowed(table, *column, searching.lanes()[*column].value));
    return {};
  }
  std::array<std::uint32_t, 2> few{};
  std::vector<std::uint32_t> many;
  std::size_t count = 0;
  auto const most = details != nullptr ? wanted(HitPolicy::collect) : wanted(table.text.hit_policy);
  searching.each_match([&](std::uint32_t rule) {
    if (count < few.size()) {
      few[count] = rule;
    } else {
      if (many.empty()) many.assign(few.begin(), few.end());
      many.push_back(rule);
    }
    return ++count < most;
  });
  std::span<std::uint32_t const> const matched = many.empty() ? std::span{few.data(), count} : std::span{many};
  Answer made{table, slots, context, steps, details == nullptr ? nullptr : &details->reasons};
  auto value = made.of(matched);
  if (details != nullptr) {
    details->matched.assign(matched.begin(), matched.end());
    details->used = made.used();
    if (matched.empty() && value.is_null()) add_missing(table, *details);
  }
  return value;
}

}  // namespace

TableEvaluation evaluate_table(Program const& table, std::span<Value const> slots, EvalContext const& context,
                               Search search, bool explained) {
  TableEvaluation result;
  result.value = answer(table, slots, context, search, explained ? &result : nullptr);
  return result;
}

std::vector<std::uint32_t> rules_left(Program const& table, std::span<std::size_t const> asked, std::span<Value const> slots, EvalContext const& context) {
  std::vector<std::uint32_t> left;
  auto steps = context.steps;
  Searching searching{table, slots, context, steps, Search::indexed, asked};
  searching.each_match([&](std::uint32_t rule) {
    left.push_back(rule);
    bool certain = table.text.hit_policy == HitPolicy::first;
    for (std::size_t c = 0; c < table.inputs.size(); ++c) certain = certain && (searching.lanes()[c].asked || table.cell(table.first_rule + rule, c) == no_cell);
    return !certain;
  });
  return left;
}

}  // namespace rules

DecisionTableText const& DecisionTable::text() const noexcept { return program_->text; }
std::span<std::size_t const> DecisionTable::used_slots() const noexcept { return program_->used_slots; }

Value evaluate(DecisionTable const& table, std::span<Value const> slots, EvalContext const& context) {
  return rules::answer(table.program(), slots, context, rules::Search::indexed, nullptr);
}

TableEvaluation explain(DecisionTable const& table, std::span<Value const> slots, EvalContext const& context) {
  return rules::evaluate_table(table.program(), slots, context, rules::Search::indexed, true);
}

}  // namespace guicheng
