// What the memory store holds, in layers: what is committed, what the group wrote, what the command at hand wrote.
#pragma once

#include <guicheng/hash.hpp>
#include <guicheng/store.hpp>

#include <map>
#include <set>
#include <tuple>

namespace guicheng::memory {

using Key = std::tuple<std::string, std::string, std::string>;  // system, then two names

struct KeptCase {
  CaseRow row;
  std::uint64_t before = 0;         // acts that older layers hold
  std::vector<std::string> acts;
  std::optional<std::pair<std::uint64_t, std::string>> snapshot;  // after which act
};
struct KeptRecord { RecordRow row; Instant at; ActorRef by; CaseId by_case = 0; };
struct DatedAnswer { KeptAnswer answer; Instant at; };
struct Entry { CaseId case_id = 0; std::uint64_t seq = 0; std::string text; Hash hash{}; };

struct Layer {
  std::map<CaseId, KeptCase> cases;
  std::set<std::tuple<std::string, std::string, std::string, CaseId>> by_key;  // system, workflow, key; may hold former keys
  std::map<Key, std::vector<KeptRecord>> records;                              // system, type, key; each version
  std::map<std::pair<std::string, std::string>, std::int64_t> serials;         // system, counter
  std::set<Key> numbers;                                                       // system, name, text
  std::map<std::pair<std::string, std::string>, DatedAnswer> answers;          // actor, key
  std::map<std::string, std::string, std::less<>> definitions;
  std::vector<Entry> log;
  bool empty() const { return cases.empty() && log.empty() && answers.empty() && definitions.empty(); }
};
/// Moves what `from` holds into the older layer `into`.
void merge(Layer& from, Layer& into);

/// A look through layers, the newest first.
class Look final : public View {
 public:
  explicit Look(std::vector<Layer const*> layers) : layers_{std::move(layers)} {}
  Result<std::optional<Record>> find_record(std::string_view system, std::string_view type, std::string_view key) const override;
  Result<std::vector<Record>> records_of(std::string_view system, std::string_view type, std::string_view organisation) const override;
  Result<std::int64_t> count_cases(CaseCount const&) const override;
  Result<std::int64_t> last_serial(std::string_view system, std::string_view counter) const override;
  Result<CaseId> next_case_id() const override;

  KeptCase const* find_case(CaseId) const;
  KeptRecord const* find_kept(Key const&) const;
  bool has_number(Key const&) const;
  KeptAnswer const* find_answer(std::string_view actor, std::string_view key) const;
  UnitOfWork::Loaded load(CaseId) const;

 private:
  std::vector<Layer const*> layers_;
};

}  // namespace guicheng::memory
