// The core: what a command does to a case. Pure functions over values; no clock, no store, no side effect.
#pragma once

#include <guicheng/case.hpp>
#include <guicheng/definition.hpp>
#include <guicheng/rules.hpp>

#include <span>

namespace guicheng {

/// Which cases a guard counts.
struct CaseCount {
  std::string_view system, workflow, key;
  enum class Which : std::uint8_t { open, ended, all } which = Which::open;
  std::string_view end;             ///< with `ended`: only this end; empty: any
  CaseId except = 0;                ///< the case that asks
};

/// A read-only look into the transaction at hand; it sees that transaction's own writes. One thread.
class View {
 public:
  virtual ~View() = default;
  virtual Result<std::optional<Record>> find_record(std::string_view system, std::string_view type, std::string_view key) const = 0;
  /// The records of a type that belong to an organisation, by key; at most 1,000.
  virtual Result<std::vector<Record>> records_of(std::string_view system, std::string_view type, std::string_view organisation) const = 0;
  virtual Result<std::int64_t> count_cases(CaseCount const&) const = 0;
  /// The last serial issued under a counter, 0 where none was.
  virtual Result<std::int64_t> last_serial(std::string_view system, std::string_view counter) const = 0;
  virtual Result<CaseId> next_case_id() const = 0;
};

/// An act to apply, a refusal for the actor, or an Error of the store or of the definition.
using Decision = std::variant<Act, Refusal, Error>;

/// What the command does, if it may be done. Deterministic: the same arguments give the same act on every machine.
/// @param state  the case; a default-constructed one for StartCase
/// @param now    not before state.changed, or state.changed counts
/// Refusals list everything, in the order: not visible, wrong stage, role or scope, conditions, inputs.
Decision decide(System const&, Workflow const&, CaseState const& state, Command const&, Actor const& by, Instant now, View const&);

/// Folds one act into a state. Total: accepts every act in every state; what makes no sense there changes nothing.
CaseState evolve(CaseState, Act const&);
CaseState replay(std::span<Act const> history);
/// Folds one change into a record; a default-constructed one where there is none yet. Total.
Record evolve(Record, RecordChanged const&, CaseId by);

/// The first deadline of the case that is due at `now`, if any: fire it before any other command.
std::optional<FireDeadline> due_deadline(CaseState const&, Instant now);
/// When the next deadline fires; nothing where none will.
std::optional<Instant> next_deadline(CaseState const&);

/// What an actor may do with a case, and what each action needs, so that a screen needs no rule of its own.
struct AvailableAction {
  std::string stage, action, title;
  ActionClass kind{};
  std::string undertaking;                     ///< title of the promise to be ticked, if any
  std::vector<Field> const* inputs = nullptr;  ///< into the workflow
  bool chosen_modules = false;
  std::vector<RefusalItem> missing;            ///< why it would be refused now though the actor may take it
};
/// How far a module is filled whose fields are the inputs of a rule set.
struct Completion { std::string module, rules; std::vector<LeafState> leaves; };
struct Availability {
  std::vector<AvailableAction> actions;
  std::vector<Completion> completion;
  Editing editing;                             ///< what the actor may change now
};
Availability available(System const&, Workflow const&, CaseState const&, Actor const&, Instant now, View const&);

/// What a rule set would judge if a module were handed in now: the newest version and the answers so far; for advice.
/// Null where the module is none of a rule set.
struct CaseSubject { RuleSet const* rules = nullptr; Context inputs; };
CaseSubject rule_subject(System const&, Workflow const&, CaseState const&, std::string_view module);
/// The same for advice while it is filled: with what judging would be given beside the module, and lists that are not
/// answered as empty ones.
CaseSubject rule_subject(System const&, Workflow const&, CaseState const&, std::string_view module, Actor const&, Instant now, View const&);

/// Whether an actor may see the case at all; lists and reads ask the same question.
bool may_see(System const&, Workflow const&, CaseState const&, Actor const&);
bool may_see(System const&, RecordType const&, Record const&, Actor const&);
/// Whether `division` lies in the subtree of `of`: 120101 lies in 120000. Zeros behind a level (2, 4, 6, 9 digits) name the whole.
bool division_covers(std::string_view of, std::string_view division) noexcept;

/// The case's data, or a record's fields, with personal fields masked where the actor may not see them.
Value masked_data(System const&, Workflow const&, CaseState const&, Actor const&);
/// What was handed in with an action, masked like the case's data.
Value masked_input(System const&, Action const&, CaseState const&, Value const& input, Actor const&);
Value masked_fields(System const&, RecordType const&, Record const&, Actor const&);
/// By what names an actor must not see values of a case, wherever they stand: personal fields of modules and inputs, and what
/// judging is given that rests on one. Empty for who sees personal fields.
struct HiddenName { std::string name; FieldKind kind = FieldKind::text; };
std::vector<HiddenName> hidden_names(System const&, Workflow const&, CaseState const&, Actor const&);
/// Whether the record is valid on a day; true where its type does not say.
bool is_valid(RecordType const&, Record const&, Date today);
/// First 6 and last 2 characters of a resident id, first 3 and last 4 of a mobile number, `*` between; `***` for others.
std::string mask(FieldKind, std::string_view);

/// The title of the case from its workflow, and the word for where it stands: 待受理, 退回, 通过.
std::string case_title(Workflow const&, CaseState const&);
std::string status_title(Workflow const&, CaseState const&);

/// Everything wrong with the form and the materials, by `模块.字段`; `complete` also asks for what is required.
std::vector<RefusalItem> check_form(System const&, Workflow const&, CaseState const&, Actor const&, Instant now, View const&, bool complete);

/// The form's checks that only warn and do not hold: to be shown, never in the way.
std::vector<RefusalItem> form_warnings(System const&, Workflow const&, CaseState const&, Actor const&, Instant now, View const&);
/// All that an open case warns of: its form, and limits whose last day is not known yet. Of an ended case nothing.
std::vector<RefusalItem> case_warnings(System const&, Workflow const&, CaseState const&, Actor const&, Instant now, View const&);

/// Brings values as JSON has them (texts, numbers, lists) to the types of the fields; says what does not fit.
/// An empty text is null; a number or boolean may come as text; identifiers are normalised. Names in `given` that are no field are told.
/// @param where  path before the fields' names, `基本信息`; may be empty
/// @param today  no birth date lies after it
std::vector<RefusalItem> read_fields(System const&, std::span<Field const>, Value const& given, std::string const& where, Date today,
                                     Context& into);

}  // namespace guicheng
