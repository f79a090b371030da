// `for`, `some` and `every` (DMN 1.5 §10.3.2.6). Part of nodes.hpp.
#include "feel/nodes.hpp"

#include <algorithm>

namespace guicheng::feel {
namespace {

/// What one iterator walks over: the items of a list, or whole numbers or days counted up or down.
class Domain {
 public:
  /// Nothing, with the reason, where the value cannot be walked over.
  static std::optional<Domain> of(Frame& frame, Iterator const& iterator) {
    Domain domain;
    auto first = iterator.list.eval(frame);
    if (iterator.is_range) {
      auto const last = iterator.end.eval(frame);
      if (domain.count(first, last)) return domain;
      if (first.is_null()) null_for(frame, iterator.list, first, kinds::number);
      else if (last.is_null()) null_for(frame, iterator.end, last, kinds::number);
      else
        null_because(frame, iterator.list.begin, iterator.end.end, "feel.range", "只能从整数数到整数，或从日期数到日期",
                     "one counts from a whole number to another, or from a date to another");
      return {};
    } else if (auto const* const range = first.range()) {
      if (domain.count(first.range()->start, first.range()->end)) {
        if (!range->start_included) domain.skip_first();
        if (!range->end_included) domain.skip_last();
        return domain;
      }
    } else if (first.list()) {
      domain.items_ = std::move(first);
      domain.size_ = domain.items_.list()->size();
      return domain;
    } else if (!first.is_null()) {
      domain.items_ = std::move(first);  // what is no list counts as a list of one
      domain.size_ = 1;
      domain.alone_ = true;
      return domain;
    }
    null_for(frame, iterator.list, first, kinds::list);
    return {};
  }

  std::uint64_t size() const noexcept { return size_; }
  Value operator[](std::uint64_t i) const {
    if (alone_) return items_;
    if (auto const* const list = items_.list()) return (*list)[i];
    auto const position = from_ + step_ * static_cast<std::int64_t>(i);
    return days_ ? Value{civil_from_days(position)} : Value{position};
  }

 private:
  bool count(Value const& first, Value const& last) {
    if (auto const *a = first.date(), *b = last.date(); a && b) {
      days_ = true;
      return span(days_from_civil(*a), days_from_civil(*b));
    }
    auto const whole = [](Value const& v) { return v.number() ? v.number()->to_int64() : std::nullopt; };
    auto const from = whole(first), to = whole(last);
    return from && to && span(*from, *to);
  }
  bool span(std::int64_t from, std::int64_t to) {
    constexpr std::int64_t far = std::int64_t{1} << 40;
    if (from < -far || from > far || to < -far || to > far) return false;
    from_ = from;
    step_ = from <= to ? 1 : -1;
    size_ = static_cast<std::uint64_t>((to - from) * step_) + 1;
    return true;
  }
  void skip_first() {
    if (size_ != 0) from_ += step_, --size_;
  }
  void skip_last() {
    if (size_ != 0) --size_;
  }

  Value items_;
  std::int64_t from_ = 0, step_ = 1;
  std::uint64_t size_ = 0;
  bool days_ = false, alone_ = false;
};

/// Calls `visit` for every combination of the iterators' values, the last one fastest; stops when it says false.
/// An empty domain inside a long one costs steps as well: nothing is visited there that could count them.
/// @return false where a domain is missing, or the steps are used up
template <class Visit>
bool walk(Frame& frame, std::vector<Iterator> const& iterators, Visit&& visit) {
  struct Level { Domain domain; std::uint64_t at; };
  std::vector<Level> levels;
  levels.reserve(iterators.size());
  for (;;) {
    while (levels.size() < iterators.size()) {
      auto domain = Domain::of(frame, iterators[levels.size()]);
      if (!domain) return false;
      levels.push_back({std::move(*domain), 0});
      if (levels.back().domain.size() == 0) {
        if (!frame.run->spend(1)) return false;
        break;
      }
      frame.locals[iterators[levels.size() - 1].local] = levels.back().domain[0];
    }
    if (levels.back().domain.size() != 0 && !visit()) return true;
    while (!levels.empty() && ++levels.back().at >= levels.back().domain.size()) levels.pop_back();
    if (levels.empty()) return true;
    frame.locals[iterators[levels.size() - 1].local] = levels.back().domain[levels.back().at];
  }
}

}  // namespace

Value ForNode::eval(Frame& frame) const {
  List results;
  bool spent = false, too_many = false;
  std::size_t size = 1;  // what no list may hold is not collected first
  if (uses_partial) frame.locals[partial] = List{};
  auto const walked = walk(frame, iterators, [&] {
    if (!frame.run->spend(uses_partial ? results.size() + 1 : 1)) return spent = true, false;
    results.push_back(body.eval(frame));
    if ((size += results.back().size()) > Value::max_size) return too_many = true, false;
    if (uses_partial) frame.locals[partial] = results;
    return true;
  });
  if (too_many)
    return null_because(frame, begin(), begin() + length(), "feel.limit", "值太大或嵌套太深", "the value is too large or nests too deep");
  return walked && !spent ? Value{std::move(results)} : Value{};
}

Value QuantifiedNode::eval(Frame& frame) const {
  auto const otherwise = decisive == Truth::yes ? Truth::no : Truth::yes;
  auto result = otherwise;
  bool spent = false;
  auto const walked = walk(frame, iterators, [&] {
    if (!frame.run->spend(1)) return spent = true, false;
    auto const one = body.test(frame);
    if (one == Truth::unknown) result = Truth::unknown;
    if (one == decisive) result = decisive;
    return one != decisive;
  });
  return walked && !spent ? to_value(result) : Value{};
}

void QuantifiedNode::why(Frame& frame, Explanation& to) const {
  if (decisive == Truth::yes) {
    auto const text = std::string{body.text(frame)};
    to.add(begin(), "没有一项满足：" + text, "no item satisfies: " + text);
    return;
  }
  std::uint64_t position = 0;
  walk(frame, iterators, [&] {
    ++position;
    if (!frame.run->spend(1)) return false;
    if (body.test(frame) == Truth::yes) return true;
    auto const number = std::to_string(position);
    auto const text = std::string{body.text(frame)};
    to.add(begin(), "第 " + number + " 项不满足：" + text, "item " + number + " does not satisfy: " + text);
    to.operand(frame, body);
    return false;
  });
}

}  // namespace guicheng::feel
