// What one decision is about, and its parts: starting, saving, files (decide.cpp), actions and deadlines (take.cpp),
// effects (effects.cpp). Private to the workflow core.
#pragma once

#include "workflow/clocks.hpp"
#include "workflow/evaluation.hpp"
#include "workflow/rights.hpp"

namespace guicheng {

/// The arguments of `decide`, handed on as one.
struct Deciding {
  System const& system;
  Workflow const& workflow;
  CaseState const& state;
  Actor const& actor;
  Instant now;
  View const& view;
};

/// The transaction with what this act has changed so far: later effects and conditions see earlier ones.
class PendingView final : public View {
 public:
  PendingView(View const& base, System const& system) : base_{base}, system_{system} {}
  Result<std::optional<Record>> find_record(std::string_view system, std::string_view type, std::string_view key) const override;
  Result<std::vector<Record>> records_of(std::string_view system, std::string_view type, std::string_view organisation) const override;
  Result<std::int64_t> count_cases(CaseCount const& count) const override { return base_.count_cases(count); }
  Result<std::int64_t> last_serial(std::string_view system, std::string_view counter) const override;
  Result<CaseId> next_case_id() const override { return base_.next_case_id(); }

  void change(RecordChanged const&, std::optional<Record> before, CaseId);
  void issue(std::string const& counter, std::int64_t serial);

 private:
  View const& base_;
  System const& system_;
  std::vector<Record> changed_;
  std::vector<std::pair<std::string, std::int64_t>> serials_;
};

struct JudgedAhead;
/// Runs effects in order; their events are added. What was judged ahead is kept as it is. Items: why they cannot be done. An Error is the definition's or the store's.
std::optional<Error> run_effects(Deciding const&, std::vector<Effect> const&, std::vector<JudgedAhead> const&, Evaluator&, PendingView&, std::vector<Event>&, Items&);

/// The act that these events make.
Act act_of(Deciding const&, std::vector<Event>);
ActorRef reference(Actor const&);

/// Enters a stage: its position, and its clock where it has one.
/// @param taken  the action by which it is entered, if any; `effective` is the day it counts from
void enter(Deciding const&, Stage const&, Action const* taken, Date effective, std::vector<std::string> editable, std::vector<Event>&);

/// The division of a case when its first stage, or one of the applicant's, is left.
/// An item where the applicant's data give none; an office's own case keeps the one it has.
std::string division_of(Deciding const&, Stage const&, Evaluator&, Items&);

Decision take_action(Deciding const&, TakeAction const&);
Decision fire_deadline(Deciding const&, FireDeadline const&);
/// A refusal where the act would make the case hold more than it may.
Decision within_limits(Deciding const&, Decision);

/// The conditions of an action that do not hold: what must not have been done, and `must`. The form is checked apart.
/// @param skip_inputs  leaves out those that look at inputs
Items conditions(Deciding const&, Action const&, Evaluator&, bool skip_inputs);
bool was_taken(CaseState const&, std::string_view action) noexcept;

}  // namespace guicheng
