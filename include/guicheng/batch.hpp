// Judging in great numbers: one subject per line in, one result per line out, in the same order; and two versions of a
// set compared over the same subjects. Pure over what reads and writes lines; memory does not grow with the lines.
#pragma once

#include <guicheng/rules.hpp>

#include <functional>
#include <map>

namespace guicheng {

/// A longer line is bad; a reader may leave away what is beyond one byte more.
inline constexpr std::size_t most_line_bytes = 1 << 20;
/// Puts the next line, without its end, into `line`; false: there is none. Called by one thread.
using ReadLine = std::function<bool(std::string& line)>;
/// Takes whole lines, ends included; false: stop. Called by one thread.
using WriteLines = std::function<bool(std::string_view lines)>;

struct BatchOptions {
  bool csv = false;                             ///< the first line names the inputs; else each line is a JSON object
  bool explained = false;                       ///< each result with its tree
  unsigned threads = 2;
  std::optional<std::size_t> quota;             ///< how many may be admitted, by score
  std::function<void(std::size_t lines)> progress;  ///< now and then, from the calling thread; may be empty
  std::size_t lines_before = 0;                 ///< of a batch that comes in parts: lines of the parts before
};

/// What a quota comes to: all whose score is at least the line's are admitted, also where ties make them more.
/// `tied` of them stand on the line itself; where they are more than one, not all of them might have fitted.
struct Ranking {
  std::optional<Decimal> line;                  ///< nothing: nobody has a score
  std::size_t admitted = 0, tied = 0, quota = 0;
  bool operator==(Ranking const&) const = default;
};
/// How many stand on each score. Keeps no more scores than the quota: those below the line as it is so far are dropped.
class Scores {
 public:
  explicit Scores(std::size_t quota) : quota_{quota} {}
  void add(Decimal score, std::size_t count = 1);
  void add(Scores const&);
  Ranking ranking() const;

 private:
  std::size_t quota_, kept_ = 0;
  std::map<Decimal, std::size_t, std::greater<>> counts_;
};
struct BatchSummary {
  std::size_t lines = 0, judged = 0, bad = 0;   ///< bad: no JSON, or data that cannot be judged; each has its result line all the same
  std::map<std::string, std::size_t> grades;    ///< the empty one: without a grade
  std::optional<Scores> scores;                 ///< where there is a quota
  bool stopped = false;                         ///< the results could not be written
  void add(BatchSummary const& next);           ///< of a batch that comes in parts
};

/// A JSON line is the object of inputs, or an object with it under `in`; an `id` beside `in`, or a column `id` that is no
/// input, is repeated in the result. A result: `{"score":…,"grade":…,"valid_until":…,"components":{…},"total":…}`, or
/// `{"line":N,"problems":[…]}`. In CSV, items of lists stand between `;`. Empty lines are skipped.
BatchSummary judge_lines(RuleSet const&, ReadLine const&, WriteLines const&, EvalContext const&, BatchOptions const&);

/// `{"lines":…,"judged":…,"bad":…,"grades":{…},"ranking":{"quota":…,"line":…,"admitted":…,"tied":…}}`; the ranking only
/// where there was a quota. Who has no grade counts under the empty name.
std::string write_summary_json(BatchSummary const&);

/// What differed first: in the order of judging, but a veto before item and second grade, which only the grade shows.
struct Difference {
  /// score: the same points come to another total. line: the score is the same, the grades' lines are not.
  enum class Kind : std::uint8_t { eligibility, indicator, score, line, condition, second_grade, item, veto } kind{};
  std::string which;                            ///< path of an indicator, a grade or class, what a condition or veto says; may be empty
  auto operator<=>(Difference const&) const = default;
};
std::string_view word(Difference::Kind) noexcept;  ///< as in the list: `eligibility`, `indicator`, `second grade` …
/// One subject whose grade (or score, where there are no grades) is another under the new version.
struct ImpactChange {
  std::size_t line = 0;                         ///< 1-based
  std::string id, before, after;                ///< grades; scores where the sets have none
  std::optional<Decimal> score_before, score_after;
  Difference first;
};
struct ImpactProblem { std::size_t line = 0; std::string id, text; };
struct Impact {
  std::size_t lines = 0, bad = 0, changed = 0;
  std::vector<std::string> grades;              ///< of both, best first; the empty one last
  std::map<std::pair<std::string, std::string>, std::size_t> matrix;  ///< from, to; empty where there are no grades
  std::map<Difference, std::size_t> first;      ///< what differed first, for how many
  std::vector<ImpactProblem> problems;          ///< of the first 100 bad lines
};
/// `changed` is called for each change, in the order of the lines. An input that one of the two versions knows may stand in
/// every line; the other does not see it.
Impact compare_versions(RuleSet const& before, RuleSet const& after, ReadLine const&, EvalContext const&, BatchOptions const&,
                        std::function<void(ImpactChange const&)> const& changed);
std::string write_impact_json(Impact const&);
std::string write_impact_svg(Impact const&, std::string_view title);
/// One line of the list, and the heading for an absent change.
std::string write_impact_csv(ImpactChange const*);
/// One line of the list as JSON.
std::string write_impact_line(ImpactChange const&);

}  // namespace guicheng
