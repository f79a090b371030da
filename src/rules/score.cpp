// Scoring, one function per kind of leaf. Entry point: Scorer::tree.
#include "rules/score.hpp"

#include "rules/subject.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace guicheng {
namespace {

template <class... F>
struct Match : F... { using F::operator()...; };
template <class... F>
Match(F...) -> Match<F...>;

std::optional<Decimal> plus(std::optional<Decimal> a, std::optional<Decimal> b) { return a && b ? add(*a, *b) : std::nullopt; }
std::optional<Decimal> minus(std::optional<Decimal> a, std::optional<Decimal> b) { return a && b ? subtract(*a, *b) : std::nullopt; }
std::optional<Decimal> times(std::optional<Decimal> a, std::optional<Decimal> b) { return a && b ? multiply(*a, *b) : std::nullopt; }

Reason no_points(std::string zh, std::string en) { return {"rules.no-points", std::move(zh), std::move(en), "", 0}; }

void add_fired(Scored* into, std::string const& what) {
  if (into) into->fired += (into->fired.empty() ? "" : "、") + what;
}

}  // namespace

std::optional<Decimal> rounded(std::optional<Decimal> number, std::optional<RoundTo> const& to) {
  return number && to ? round(*number, to->digits, to->mode) : number;
}

void Scorer::note(Feel const& feel, Scored* into) {
  if (!into) return;
  for (auto const slot : feel.used_slots()) {
    auto const& name = slot_name(rules_, slot);
    auto const known = std::any_of(into->seen.begin(), into->seen.end(), [&](auto const& one) { return one.first == name; });
    if (!known) into->seen.emplace_back(name, slots_[slot]);
  }
}

std::optional<bool> Scorer::holds(Feel const& feel, Scored* into) {
  if (into) note(feel, into);
  auto const value = evaluate(feel, slots_, context_, steps_);
  if (auto const* const truth = value.boolean()) return *truth;
  if (into) into->reasons = explain(feel, slots_, context_).reasons;
  return {};
}

Gain Scorer::tree(std::vector<Decimal>& components, Scored* into) {
  components.reserve(rules_.indicators.size());
  bounds_ = into || rules_.percent;
  return combined(rules_.combine, rules_.indicators, into, &components);
}

Gain Scorer::first_level(Indicator const& indicator, Scored* into) {
  auto gain = score(indicator, into);
  if (!gain.extra.is_zero()) {
    gain.points = minus(gain.points, gain.extra);
    if (gain.points && indicator.floor) gain.points = std::max(*gain.points, *indicator.floor);
    gain.extra = 0;
    if (into) into->points = gain.points;
  }
  return gain;
}

Gain Scorer::score(Indicator const& indicator, Scored* into) {
  if (into) {
    into->name = indicator.name;
    into->title = indicator.title;
  }
  if (indicator.applies) {
    auto const applies = holds(*indicator.applies, into);
    if (!applies || !*applies) {
      if (into) into->applies = !applies;
      return applies ? Gain{Decimal{}, Decimal{}, {}, false} : Gain{};
    }
  }
  auto gain = body(indicator, into);
  if (indicator.round) gain.points = rounded(gain.points, indicator.round);
  if (gain.points && indicator.cap) gain.points = std::min(*gain.points, *indicator.cap);
  if (gain.points && indicator.floor) gain.points = std::max(*gain.points, *indicator.floor);
  if (indicator.cap) gain.attainable = std::min(gain.attainable.value_or(*indicator.cap), *indicator.cap);
  if (into) {
    into->points = gain.points;
    into->attainable = gain.attainable.value_or(gain.points.value_or(Decimal{}));
  }
  return gain;
}

Gain Scorer::body(Indicator const& indicator, Scored* into) {
  return std::visit(Match{[&](Branch const& branch) { return combined(branch.combine, branch.parts, into, nullptr); },
                          [&](Points const& points) { return formula(indicator, points, into); },
                          [&](Options const& choice) { return options(choice, into); },
                          [&](Ladder const& rungs) { return ladder(rungs, into); },
                          [&](TablePoints const& rows) { return table(indicator, rows, into); },
                          [&](Deductions const& list) { return deductions(list, into); }},
                    indicator.body);
}

Gain Scorer::combined(Combine how, std::span<Indicator const> parts, Scored* into, std::vector<Decimal>* components) {
  Gain sum{Decimal{}, Decimal{}, {}, true};
  std::int64_t count = 0;
  if (into) into->parts.resize(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto* const part_into = into ? &into->parts[i] : nullptr;
    auto part = components ? first_level(parts[i], part_into) : score(parts[i], part_into);
    if (components) components->push_back(part.points.value_or(Decimal{}));
    if (!part.applies) continue;
    if (how == Combine::weighted) {
      part.points = times(part.points, parts[i].weight);
      if (bounds_) part.attainable = times(part.attainable, parts[i].weight);
    }
    if (part_into) part_into->contribution = part.points.value_or(Decimal{});
    if (!part.extra.is_zero()) sum.extra = add(sum.extra, part.extra).value_or(sum.extra);
    if (how == Combine::max || how == Combine::min) {
      auto const better = [&](Decimal a, Decimal b) { return how == Combine::max ? std::max(a, b) : std::min(a, b); };
      sum.points = count == 0 ? part.points : part.points && sum.points ? std::optional{better(*part.points, *sum.points)} : std::nullopt;
      sum.attainable = count == 0 ? part.attainable : part.attainable && sum.attainable ? std::optional{better(*part.attainable, *sum.attainable)} : std::nullopt;
    } else {
      sum.points = plus(sum.points, part.points);
      if (bounds_) sum.attainable = plus(sum.attainable, part.attainable);
    }
    ++count;
  }
  if (how == Combine::average && count > 0) {
    sum.points = sum.points ? divide(*sum.points, count) : std::nullopt;
    sum.attainable = sum.attainable ? divide(*sum.attainable, count) : std::nullopt;
  }
  sum.applies = count > 0 || parts.empty();
  return sum;
}

Gain Scorer::formula(Indicator const& indicator, Points const& points, Scored* into) {
  note(points.formula, into);
  auto const value = evaluate(points.formula, slots_, context_, steps_);
  if (auto const* const number = value.number()) return {*number, indicator.most, {}, true};
  if (into) into->reasons = explain(points.formula, slots_, context_).reasons;
  return {{}, indicator.most, {}, true};
}

Gain Scorer::options(Options const& choice, Scored* into) {
  Gain gain{Decimal{}, Decimal{}, {}, true};
  auto const& answer = slots_[choice.input];
  if (into) into->seen.emplace_back(slot_name(rules_, choice.input), answer);
  auto const ticked = [&](Option const& option) {
    if (auto const* const one = answer.string()) return *one == option.id;
    auto const* const several = answer.list();
    return several && std::any_of(several->begin(), several->end(), [&](Value const& v) { return v.string() && *v.string() == option.id; });
  };
  for (auto const& option : choice.options) {
    if (choice.several) gain.attainable = option.points.is_negative() ? gain.attainable : plus(gain.attainable, option.points);
    else gain.attainable = &option == choice.options.data() ? option.points : std::max(*gain.attainable, option.points);
    if (!ticked(option)) continue;
    gain.points = plus(gain.points, option.points);
    add_fired(into, option.title);
  }
  if (answer.is_null()) {
    gain.points.reset();
    if (into) into->reasons.push_back(no_points("未完成", "It is not answered."));
  }
  return gain;
}

Gain Scorer::ladder(Ladder const& ladder, Scored* into) {
  Gain gain{Decimal{}, Decimal{}, {}, true};
  if (bounds_ && !ladder.rungs.empty() && !ladder.rungs.back().when) gain.attainable = ladder.rungs.back().points;  // some rung always counts
  for (std::size_t i = 0; bounds_ && i < ladder.rungs.size(); ++i) gain.attainable = std::max(*gain.attainable, ladder.rungs[i].points);
  for (auto const& rung : ladder.rungs) {
    auto const reached = rung.when ? holds(*rung.when, into) : std::optional{true};
    if (!reached) return {{}, gain.attainable, {}, true};
    if (!*reached) continue;
    gain.points = rung.points;
    if (into) add_fired(into, rung.title.empty() ? (rung.when ? rung.when->text() : "其他") : rung.title);
    return gain;
  }
  return gain;
}

Gain Scorer::table(Indicator const& indicator, TablePoints const& points, Scored* into) {
  if (!into) {
    auto const value = evaluate(points.table, slots_, context_);
    return {value.number() ? std::optional{*value.number()} : std::nullopt, indicator.most, {}, true};
  }
  auto explained = explain(points.table, slots_, context_);
  for (auto const slot : points.table.used_slots()) into->seen.emplace_back(slot_name(rules_, slot), slots_[slot]);
  for (auto const row : explained.used) add_fired(into, fmt::format("第 {} 行", row + 1));
  into->reasons = std::move(explained.reasons);
  auto const* const number = explained.value.number();
  return {number ? std::optional{*number} : std::nullopt, indicator.most, {}, true};
}

Gain Scorer::deductions(Deductions const& list, Scored* into) {
  std::optional<Decimal> left = list.full;
  Decimal extra;
  bool nothing = false;
  for (auto const& deduction : list.deductions) {
    Decimal how_often = 1;
    if (deduction.when) {
      auto const met = holds(*deduction.when, into);
      if (!met) return {{}, list.full, {}, true};
      if (!*met) continue;
    }
    if (deduction.times) {
      note(*deduction.times, into);
      auto const value = evaluate(*deduction.times, slots_, context_, steps_);
      if (!value.number()) {
        if (into) into->reasons = explain(*deduction.times, slots_, context_).reasons;
        return {{}, list.full, {}, true};
      }
      how_often = *value.number();
      if (how_often.is_zero() || how_often.is_negative()) continue;
    }
    auto taken = multiply(deduction.points, how_often);
    if (taken && deduction.at_most) taken = std::min(*taken, *deduction.at_most);
    left = minus(left, taken);
    nothing = nothing || deduction.all;
    if (!deduction.extra_when_used_up || (left && *left <= Decimal{})) extra = add(extra, deduction.extra).value_or(extra);
    add_fired(into, deduction.title);
  }
  if (left) left = nothing ? Decimal{} : std::max(*left, Decimal{});
  return {left, list.full, extra, true};
}

}  // namespace guicheng
