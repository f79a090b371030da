// Personal values outside their fields: in titles, in why a condition does not hold, in texts with `{…}`, in what was judged and
// what is advised. Always over values, never over what is already written as JSON or a picture: escaping would hide them. Pure.
#pragma once

#include <guicheng/rules.hpp>
#include <guicheng/workflow.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace guicheng {

/// What an actor may not see of a case, by value: every text that holds such a value shows its mask instead.
class Masks {
 public:
  Masks() = default;
  /// @param whole, shown  the same data, without and with masks
  /// @param hidden        by these names nothing shows among what judging was given, whatever its value
  Masks(Value const& whole, Value const& shown, std::vector<HiddenName> const& hidden = {});
  Masks(System const&, Workflow const&, CaseState const&, Actor const&);
  bool empty() const noexcept { return pairs_.empty() && values_.empty() && names_.empty(); }
  /// What is given to judging under hidden names is hidden by value, too.
  void hide(Value const& inputs);
  std::string over(std::string text) const;
  RefusalItem over(RefusalItem) const;
  Advice over(Advice) const;
  Value inside(Value const&) const;  ///< over every text in it, and over what judging was given: `seen`, `inputs`
  /// What a case keeps of a judgement, without its `inputs`: they are there to judge again. What was given then is masked
  /// though the data has changed since.
  Value over_kept(Value const& kept) const;

 private:
  struct Pair { std::string whole, masked; bool number; };
  void compare(Value const& whole, Value const& shown);
  void sort();
  Value inside(Value const&, bool given) const;
  Value entry(std::string const& name, Value const&, bool given) const;
  std::vector<Pair> pairs_;                       // the longest first
  std::set<std::string, std::less<>> values_;     // as JSON has them: short ones and numbers, too
  std::map<std::string, FieldKind, std::less<>> names_;
};

}  // namespace guicheng
