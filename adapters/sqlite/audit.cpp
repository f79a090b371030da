// The audit log recomputed, and the projections compared with what they are projections of. Entry points: verify_chain, check_tables.
#include "audit.hpp"
#include "reader.hpp"

#include <guicheng/hash.hpp>

#include <cstring>

namespace guicheng::sqlite {

Result<AuditReport> verify_chain(Connection& db) {
  Transaction const reading{db};
  if (!reading.begun()) return reading.begun().error();
  AuditChain chain;
  std::int64_t entries = 0;
  auto cursor = db.query("SELECT pos, case_id, seq, text, hash FROM entries ORDER BY pos");
  for (;;) {
    auto const row = cursor.next();
    if (!row) return row.error();
    if (!*row) break;
    ++entries;
    auto const& hash = chain.append(cursor.is_null(1) ? 0 : cursor.integer(1), cursor.is_null(2) ? 0 : static_cast<std::uint64_t>(cursor.integer(2)), cursor.text(3));
    auto const kept = cursor.text(4);
    if (cursor.integer(0) != entries || kept.size() != hash.size() || std::memcmp(kept.data(), hash.data(), hash.size()) != 0)
      return fail(Errc::storage, "The audit log does not fit from its entry " + std::to_string(entries) + " on.");
  }
  auto head = db.query("SELECT entries, hash FROM head");
  auto const row = head.next();
  if (!row) return row.error();
  if (!*row || head.integer(0) != entries || head.text(1).size() != 32 || std::memcmp(head.text(1).data(), chain.head().data(), 32) != 0)
    return fail(Errc::storage, "The audit log ends at its entry " + std::to_string(entries) + ", which is not where it was left.");
  auto lost = db.query("SELECT c.id FROM cases c WHERE c.seq <> (SELECT count(*) FROM entries e WHERE e.case_id = c.id) LIMIT 1");
  auto const missing = lost.next();
  if (!missing) return missing.error();
  if (*missing) return fail(Errc::storage, "The audit log and the case " + std::to_string(lost.integer(0)) + " do not agree on its acts.");
  return AuditReport{static_cast<std::uint64_t>(entries), hex(chain.head())};
}

Result<void> check_tables(Connection& db) {
  auto const whole = db.text("PRAGMA integrity_check(1)");
  if (!whole) return whole.error();
  if (*whole != "ok") return fail(Errc::storage, "The file is damaged: " + *whole + ".");
  struct Rule { char const* sql; char const* broken; };
  static constexpr Rule rules[] = {
      {"SELECT count(*) FROM pragma_foreign_key_check", "Rows refer to rows that are missing"},
      {"SELECT count(*) FROM entries e WHERE case_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.id = e.case_id)", "Acts belong to no case"},
      {"SELECT count(*) FROM stays s LEFT JOIN cases c ON c.id = s.case_id WHERE c.id IS NULL OR c.division <> s.division OR c.status <> 1",
       "Open stages belong to no open case"},
      {"SELECT abs((SELECT count(*) FROM stays) - (SELECT coalesce(sum(length(stays) - length(replace(stays, ';', ''))), 0) FROM cases))",
       "Open stages of the cases are not in the lists"},
      {"SELECT count(*) FROM stays WHERE (stage < 0) <> (token = 1)", "Drafts are not apart from other cases"},
      {"SELECT count(*) FROM cases WHERE draft <> (stays LIKE '1 %;' AND stays NOT LIKE '%;%;')", "Drafts are not known as such"},
      {"SELECT count(*) FROM (SELECT s.stage, s.division, c.law, count(*) AS n FROM stays s JOIN cases c ON c.id = s.case_id GROUP BY 1, 2, 3) "
       "LEFT JOIN counts c USING (stage, division, law) WHERE coalesce(c.open, 0) <> n", "Counters do not agree with the open stages"},
      {"SELECT abs((SELECT coalesce(sum(open), 0) FROM counts) - (SELECT count(*) FROM stays))", "Counters count stages that are not open"},
      {"SELECT count(*) FROM laws l WHERE open <> (SELECT count(*) FROM cases c WHERE c.workflow = l.workflow AND c.law = l.id AND c.status = 1)",
       "Definitions in use are counted wrongly"},
      {"SELECT count(*) FROM cases c LEFT JOIN places p USING (workflow, division) WHERE p.division IS NULL", "Divisions of cases are not known to the lists"},
      {"SELECT count(*) FROM records r LEFT JOIN record_changes c USING (type, key, version) WHERE c.key IS NULL", "Records lack their last change"},
  };
  for (auto const& rule : rules) {
    auto const broken = db.integer(rule.sql);
    if (!broken) return broken.error();
    if (*broken) return fail(Errc::storage, std::string{rule.broken} + " (" + std::to_string(*broken) + ").");
  }
  return {};
}

}  // namespace guicheng::sqlite
