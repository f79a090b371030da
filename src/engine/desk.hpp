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
  struct Hot { CaseState state; Law law; std::list<CaseId>::iterator used; };
  explicit HotCases(std::size_t most) : most_{most} {}
  Hot* find(CaseId);
  Hot& put(CaseId, CaseState, Law);
  void forget(CaseId);
  void clear();
  void trim();  ///< down to the most; not while somebody holds a Hot

 private:
  std::size_t most_;
  std::list<CaseId> order_;  // the last used first
  std::unordered_map<CaseId, Hot> cases_;
};

/// One group of commands on one unit of work. What was folded in a group that failed is forgotten.
class Desk {
 public:
  Desk(Store& store, Laws const& laws, EngineOptions const& options) : store_{store}, laws_{laws}, options_{options}, hot_{options.cached_cases} {}

  void begin(UnitOfWork& unit) { unit_ = &unit; broken_.reset(); }
  Answer handle(Request const&);
  /// Fires what is due of a case; a Reply where something fired.
  Answer fire(CaseId, Instant now);
  /// The store's trouble that ended the group, if any: no more commands, no commit.
  std::optional<Error> const& broken() const noexcept { return broken_; }
  void end(bool committed);

 private:
  using Hot = HotCases::Hot;
  Answer start(Request const&);
  Answer act(Request const&, Hot&);
  Answer refuse_and_log(Request const&, Refusal);
  std::optional<Answer> find_kept(Request const&, std::string const& fingerprint);
  Result<Hot*> load(CaseId);  ///< null where there is no such case
  /// Fires due deadlines one after another; how many.
  Result<int> fire_due(Hot&, Instant now);
  Result<void> apply(System const&, Workflow const&, CaseState const& after, Act, Request const* kept_for);
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
};

}  // namespace guicheng
