// What the writer does with commands: load, decide, apply, fold. One thread at a time.
#pragma once

#include "engine/laws.hpp"

#include <list>
#include <set>
#include <unordered_map>

namespace guicheng {

/// Cases as they are after the last act, the least used forgotten first.
class HotCases {
 public:
  struct Hot { CaseState state; Law law; std::list<CaseId>::iterator used; std::size_t bytes = 0; std::optional<CaseRow> row; };
  HotCases(std::size_t most, std::size_t most_bytes) : most_{most}, most_bytes_{most_bytes} {}
  Hot* find(CaseId);
  Hot& put(CaseId, CaseState, Law);
  void forget(CaseId);
  void clear();
  void grow(CaseId, std::size_t bytes);
  void trim();  ///< down to the most; not while somebody holds a Hot

 private:
  std::size_t most_, most_bytes_, bytes_ = 0;
  std::list<CaseId> order_;  // the last used first
  std::unordered_map<CaseId, Hot> cases_;
};

/// One group of commands on one unit of work. What was folded in a group that failed is forgotten.
class Desk {
 public:
  Desk(Store& store, Laws const& laws, EngineOptions const& options) : store_{store}, laws_{laws}, options_{options}, hot_{options.cached_cases, options.cached_bytes} {}

  void begin(UnitOfWork& unit) { unit_ = &unit; broken_.reset(); }
  Answer handle(Request const&);
  /// Fires what is due of a case; a Reply, `repeated` where nothing is due any more.
  Answer fire(CaseId, Instant now);
  /// Projects the case's deadlines anew where its calendar is another one now.
  Answer project_deadlines(CaseId, Instant now);
  /// Drops a portion of the answers kept before an instant, but not those to the starts of cases that are still open.
  Answer forget_answers(Instant before);
  /// An entry of the audit chain that belongs to no act.
  Answer note(Instant, std::string const& text);
  /// The store's trouble that ended the group, if any: no more commands, no commit.
  std::optional<Error> const& broken() const noexcept { return broken_; }
  /// What the group failed with, if it did.
  void end(std::optional<Error> const& failed);

 private:
  using Hot = HotCases::Hot;
  Answer start(Request const&);
  Answer act(Request const&, Hot&);
  Result<bool> is_open(CaseId);
  Answer refuse_and_log(Request const&, Refusal);
  std::optional<Answer> find_kept(Request const&, std::string const& fingerprint);
  Result<Hot*> load(CaseId);  ///< null where there is no such case
  /// Fires due deadlines one after another; how many.
  Result<int> fire_due(Hot&, Instant now);
  /// `row` is the case's before the act, and becomes that after it.
  Result<void> apply(Law const&, CaseState const& after, std::optional<CaseRow>& row, Act, Request const* kept_for);
  Error trouble(Error);

  Store& store_;
  Laws const& laws_;
  EngineOptions const& options_;
  HotCases hot_;
  UnitOfWork* unit_ = nullptr;
  std::optional<Error> broken_;
  std::vector<CaseId> changed_;          // in this group
  std::set<std::string> kept_, fresh_;   // definitions that are in the store; that this group put there
  std::string fingerprint_;
  std::size_t written_ = 0;              // bytes of the last act
  std::pair<std::string, std::string> looked_at_;  // the last kept answer that was asked whether it is old
};

}  // namespace guicheng
