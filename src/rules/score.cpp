// Scoring, one function per kind of leaf. Entry point: Scorer::tree.
#include "rules/score.hpp"

#include "feel/answer.hpp"
#include "rules/category.hpp"
#include "rules/subject.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

template <class... F>
struct Match : F... { using F::operator()...; };
template <class... F>
Match(F...) -> Match<F...>;

// One call for each part would be a twentieth of a judgement.
[[gnu::always_inline]] inline MaybeDecimal plus(MaybeDecimal a, MaybeDecimal b) { return a && b ? MaybeDecimal{add(*a, *b)} : MaybeDecimal{}; }
MaybeDecimal minus(MaybeDecimal a, MaybeDecimal b) { return a && b ? MaybeDecimal{subtract(*a, *b)} : MaybeDecimal{}; }
[[gnu::always_inline]] inline MaybeDecimal times(MaybeDecimal a, MaybeDecimal b) { return a && b ? MaybeDecimal{multiply(*a, *b)} : MaybeDecimal{}; }

Decimal lesser(Decimal a, Decimal b) { return b < a ? b : a; }
Decimal greater(Decimal a, Decimal b) { return a < b ? b : a; }

Reason no_points(std::string zh, std::string en) { return {"rules.no-points", std::move(zh), std::move(en), "", 0}; }

void add_fired(Scored* into, std::string const& what) {
  if (into) into->fired += (into->fired.empty() ? "" : "、") + what;
}

}  // namespace

MaybeDecimal rounded(MaybeDecimal number, std::optional<RoundTo> const& to) {
  return number && to ? MaybeDecimal{round(*number, to->digits, to->mode)} : number;
}

void Scorer::note(Feel const& feel, Scored* into) {
  if (!into) return;
  for (auto const slot : feel.used_slots()) {
    auto const& name = slot_name(rules_, slot);
    auto const known = std::any_of(into->seen.begin(), into->seen.end(), [&](auto const& one) { return one.first == name; });
    if (!known) into->seen.emplace_back(name, slots_[slot]);
  }
}

feel::Truth Scorer::test(Feel const& feel, Scored* into) {
  if (!into) return feel::test(feel, slots_, run_);
  note(feel, into);
  auto const truth = feel::test(feel, slots_, run_);
  if (truth == feel::Truth::unknown) into->reasons = explain(feel, slots_, context_).reasons;
  return truth;
}

std::optional<bool> Scorer::holds(Feel const& feel, Scored* into) {
  auto const truth = test(feel, into);
  return truth == feel::Truth::unknown ? std::optional<bool>{} : truth == feel::Truth::yes;
}

Gain Scorer::tree(std::vector<Decimal>& components, Scored* into) {
  components.reserve(rules_.indicators.size());
  bounds_ = into || rules_.percent;
  Aside aside;
  auto const points = combined(rules_.combine, rules_.indicators, into, aside, &components);
  steps_ = run_.steps_left();
  return {points, aside.attainable};
}

MaybeDecimal Scorer::first_level(Indicator const& indicator, Scored* into, Aside& aside) {
  auto points = score(indicator, into, aside);
  if (!aside.extra.is_zero()) {
    points = minus(points, aside.extra);
    if (points && indicator.floor) points = greater(*points, *indicator.floor);
    aside.extra = 0;
    if (into) into->points = points;
  }
  return points;
}

MaybeDecimal Scorer::score(Indicator const& indicator, Scored* into, Aside& aside) {
  if (into) {
    into->name = indicator.name;
    into->title = indicator.title;
  }
  if (indicator.applies) {
    auto const applies = holds(*indicator.applies, into);
    if (!applies || !*applies) {
      if (into) into->applies = !applies;
      if (!applies) aside.attainable = {};
      aside.applies = !applies;
      return applies ? Decimal{} : MaybeDecimal{};
    }
  }
  auto const fitted = [&](MaybeDecimal points) {
    if (indicator.round) points = rounded(points, indicator.round);
    if (points && indicator.cap) points = lesser(*points, *indicator.cap);
    if (points && indicator.floor) points = greater(*points, *indicator.floor);
    return points;
  };
  auto const points = fitted(body(indicator, into, aside));
  if (bounds_ && !aside.attainable) aside.attainable = indicator.cap;
  if (bounds_) aside.attainable = fitted(aside.attainable);
  if (into) {
    into->points = points;
    into->attainable = aside.attainable.value_or(points.value_or(Decimal{}));
  }
  return points;
}

MaybeDecimal Scorer::body(Indicator const& indicator, Scored* into, Aside& aside) {
  return std::visit(Match{[&](Branch const& branch) { return combined(branch.combine, branch.parts, into, aside, nullptr); },
                          [&](Points const& points) { return formula(indicator, points, into, aside); },
                          [&](Options const& choice) { return options(choice, into, aside); },
                          [&](Ladder const& rungs) { return ladder(rungs, into, aside); },
                          [&](TablePoints const& rows) { return table(indicator, rows, into, aside); },
                          [&](Deductions const& list) { return deductions(list, into, aside); }},
                    indicator.body);
}

MaybeDecimal Scorer::combined(Combine how, std::span<Indicator const> parts, Scored* into, Aside& all, std::vector<Decimal>* components) {
  MaybeDecimal sum = Decimal{};
  std::int64_t count = 0;
  auto const better = [how](MaybeDecimal a, MaybeDecimal b) -> MaybeDecimal {
    if (!a || !b) return {};
    return how == Combine::max ? greater(*a, *b) : lesser(*a, *b);
  };
  if (into) into->parts.resize(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto const& part = parts[i];
    auto* const part_into = into ? &into->parts[i] : nullptr;
    Aside aside;
    auto points = components ? first_level(part, part_into, aside) : score(part, part_into, aside);
    if (components) components->push_back(points.value_or(Decimal{}));
    if (!aside.applies) continue;
    if (how == Combine::weighted) points = times(points, part.weight);
    if (part_into) part_into->contribution = points.value_or(Decimal{});
    if (!aside.extra.is_zero()) all.extra = add(all.extra, aside.extra).value_or(all.extra);
    bool const chosen = how == Combine::max || how == Combine::min;
    sum = !chosen ? plus(sum, points) : count == 0 ? points : better(points, sum);
    if (bounds_) {
      if (how == Combine::weighted) aside.attainable = times(aside.attainable, part.weight);
      all.attainable = !chosen    ? plus(all.attainable, aside.attainable)
                       : count == 0 ? aside.attainable
                                    : better(aside.attainable, all.attainable);
    }
    ++count;
  }
  if (how == Combine::average && count > 0) {
    sum = sum ? MaybeDecimal{divide(*sum, count)} : sum;
    all.attainable = all.attainable ? MaybeDecimal{divide(*all.attainable, count)} : MaybeDecimal{};
  }
  all.applies = count > 0 || parts.empty();
  return sum;
}

MaybeDecimal Scorer::formula(Indicator const& indicator, Points const& points, Scored* into, Aside& aside) {
  note(points.formula, into);
  aside.attainable = indicator.most;
  if (bounds_ && !points.cases.rungs.empty()) aside.attainable = rules::attainable(points.cases, slots_, context_);
  auto const number = feel::number(points.formula, slots_, run_);
  if (!number && into) into->reasons = explain(points.formula, slots_, context_).reasons;
  return number;
}

MaybeDecimal Scorer::options(Options const& choice, Scored* into, Aside& aside) {
  MaybeDecimal points = Decimal{};
  auto const& answer = slots_[choice.input];
  if (into) into->seen.emplace_back(slot_name(rules_, choice.input), answer);
  auto const ticked = [&](Option const& option) {
    if (auto const* const one = answer.string()) return *one == option.id;
    auto const* const several = answer.list();
    return several && std::any_of(several->begin(), several->end(), [&](Value const& v) { return v.string() && *v.string() == option.id; });
  };
  for (auto const& option : choice.options) {
    if (choice.several) aside.attainable = option.points.is_negative() ? aside.attainable : plus(aside.attainable, option.points);
    else aside.attainable = &option == choice.options.data() ? option.points : greater(*aside.attainable, option.points);
    if (!ticked(option)) continue;
    points = plus(points, option.points);
    add_fired(into, option.title);
  }
  if (!answer.is_null()) return points;
  if (into) into->reasons.push_back(no_points("未完成", "It is not answered."));
  return {};
}

MaybeDecimal Scorer::ladder(Ladder const& ladder, Scored* into, Aside& aside) {
  if (bounds_) aside.attainable = rules::attainable(ladder, slots_, context_);
  for (auto const& rung : ladder.rungs) {
    auto const reached = !rung.when ? feel::Truth::yes : test(*rung.when, into);
    if (reached == feel::Truth::unknown) return {};
    if (reached == feel::Truth::no) continue;
    if (into) add_fired(into, rung.title.empty() ? (rung.when ? rung.when->text() : "其他") : rung.title);
    return rung.points;
  }
  return Decimal{};
}

MaybeDecimal Scorer::table(Indicator const& indicator, TablePoints const& points, Scored* into, Aside& aside) {
  aside.attainable = indicator.most;
  if (bounds_ && !points.category.empty()) aside.attainable = rules::attainable(points, slots_, context_);
  auto const number_of = [](Value const& value) { return value.number() ? *value.number() : MaybeDecimal{}; };
  if (!into) return number_of(evaluate(points.table, slots_, context_));
  auto explained = explain(points.table, slots_, context_);
  for (auto const slot : points.table.used_slots()) into->seen.emplace_back(slot_name(rules_, slot), slots_[slot]);
  for (auto const row : explained.used) add_fired(into, fmt::format("第 {} 行", row + 1));
  into->reasons = std::move(explained.reasons);
  return number_of(explained.value);
}

MaybeDecimal Scorer::deductions(Deductions const& list, Scored* into, Aside& aside) {
  aside.attainable = list.full;
  MaybeDecimal left = list.full;
  Decimal extra;
  bool nothing = false;
  for (auto const& deduction : list.deductions) {
    Decimal how_often = 1;
    if (deduction.when) {
      auto const met = holds(*deduction.when, into);
      if (!met) return {};
      if (!*met) continue;
    }
    if (deduction.times) {
      note(*deduction.times, into);
      auto const often = feel::number(*deduction.times, slots_, run_);
      if (!often) {
        if (into) into->reasons = explain(*deduction.times, slots_, context_).reasons;
        return {};
      }
      how_often = *often;
      if (how_often.is_zero() || how_often.is_negative()) continue;
    }
    MaybeDecimal taken = multiply(deduction.points, how_often);
    if (taken && deduction.at_most) taken = std::min(*taken, *deduction.at_most);
    left = minus(left, taken);
    nothing = nothing || deduction.all;
    if (!deduction.extra_when_used_up || (left && *left <= Decimal{})) extra = add(extra, deduction.extra).value_or(extra);
    add_fired(into, deduction.title);
  }
  aside.extra = extra;
  if (!left) return {};
  return nothing ? Decimal{} : greater(*left, Decimal{});
}

}  // namespace guicheng
