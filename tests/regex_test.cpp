// Regular expressions of XPath on PCRE2: what they mean, what is refused, and that none can hang.
#include "feel/regex.hpp"

#include "feel/builtin.hpp"

#include "test.hpp"

#include <string>
#include <thread>
#include <vector>

using namespace guicheng;
using feel::Regex;

namespace {

// The budget of an evaluation without the evaluation.
class Budget final : public feel::Call {
 public:
  explicit Budget(std::uint64_t steps = 100'000) : left_{steps} {}
  EvalContext const& context() const noexcept override { return context_; }
  bool spend(std::uint64_t steps) noexcept override {
    bool const enough = steps <= left_;
    left_ = enough ? left_ - steps : 0;
    return enough;
  }
  Value fail(std::string_view, std::string_view) override { return {}; }
  Value invoke(Value const&, std::span<Value const>) override { return {}; }
  std::uint64_t left() const noexcept { return left_; }

 private:
  EvalContext context_;
  std::uint64_t left_;
};

std::string found(std::string_view text, std::string_view pattern, std::string_view flags = "") {
  Budget budget;
  auto regex = Regex::compile(pattern, flags);
  if (!regex) return "refused";
  switch (regex->search(text, 0, budget)) {
    case Regex::Found::yes: return std::string{text.substr(regex->group(0).begin, regex->group(0).size)};
    case Regex::Found::no: return "none";
    case Regex::Found::gave_up: break;
  }
  return "gave up";
}

struct Match {
  std::string text, pattern, flags, expected;
};

}  // namespace

TEST_CASE("regex: patterns mean what XPath says") {
  for (Match const& match : std::vector<Match>{
           {"abracadabra", "bra", "", "bra"}, {"abracadabra", "^a.*a$", "", "abracadabra"}, {"abracadabra", "^bra", "", "none"},
           {"abZ", "[A-Z]+", "i", "abZ"}, {"\u212A", "k", "i", "\u212A"}, {"X", "[A-Z-[OI]]", "i", "X"},
           {"O", "[A-Z-[OI]]", "i", "none"}, {"i", "[A-Z-[OI]]", "i", "none"}, {"Q", "[^Q]", "i", "none"},
           {"aeibou", "[a-z-[aeiou]]", "", "b"}, {"abc", "[a-z-[b-z-[c]]]+$", "", "c"},
           {"Mary\rJones", "Mary.Jones", "", "none"}, {"Mary\rJones", "Mary.Jones", "s", "Mary\rJones"},
           {"ab\ncd\n", "^cd$", "m", "cd"}, {"ab\ncd\n", "cd$", "", "none"}, {"ab\ncd\n", "^$", "m", "none"},
           {"hello world", " hello[ ]world ", "x", "hello world"}, {"hello", "\\p{ IsBasicLatin}+", "x", "hello"},
           {"hello", "\\p{ IsBasicLatin}+", "", "refused"}, {"规程2024", "\\p{IsCJKUnifiedIdeographs}+", "", "规程"},
           {"规程2024", "\\P{IsCJKUnifiedIdeographs}+", "", "2024"}, {"abab", "(ab)\\1", "", "abab"}, {"abc", "(a)|b\\1c", "", "a"},
           {"b", "(a)?b\\1", "", "b"}, {"a1", "\\d", "", "1"}, {"a٣", "\\d", "", "٣"}, {"a b", "\\S\\s\\S", "", "a b"},
           {"$-x_1.y", "\\i\\c*", "", "x_1.y"}, {"9-a", "[\\I]", "", "9"}, {"编号：津〔2024〕", "[^\\w]", "", "："},
           {"a.b", "a.b", "q", "a.b"}, {"axb", "a.b", "q", "none"}, {"A.b", "a.B", "iq", "A.b"}, {"a-b", "[a\\-]+", "", "a-"},
           {"a-b", "[-a]+", "", "a-"}, {"a-b", "[a-]+", "", "a-"}, {"a-9", "[a-z-9]+", "", "a-9"},
           {"x.y-z", "[\\w-.]+", "", "x.y-z"}, {"aaa", "a{2}", "", "aa"}, {"aaa", "a{1,}?", "", "a"},
           {"#x", "#\\x", "", "refused"}, {"", "", "", ""}, {"a^b", "[\\^]", "", "^"}, {"a^b", "[b^]+", "", "^b"}}) {
    CAPTURE(match.text);
    CAPTURE(match.pattern);
    CAPTURE(match.flags);
    CHECK(found(match.text, match.pattern, match.flags) == match.expected);
  }
}

TEST_CASE("regex: what XPath does not know is refused") {
  for (std::string const& pattern : std::vector<std::string>{
        "(asd)[asd\\0]", "\\0", "(?=a)", "(?<n>a)", "(*FAIL)", "a{", "a{,2}", "a{2", "a}", "a]", "[]", "[^]", "[a", "[z-a]", "(a", "a)",
        "*a", "a**", "a++", "(|*)", "\\", "\\1(a)", "(a\\1)", "\\b", "\\x41", "\\p{Greek}", "\\p{L", "\\pL", "[[:alpha:]]", "[a-\\d]",
        "[!--]", "[--z]", "[a-[b]", "\\Qa\\E", "\\u0041", "a{99999}", "\xFF"}) {
    CAPTURE(pattern);
    CHECK(!Regex::compile(pattern, ""));
  }
  for (std::string const& flags : std::vector<std::string>{" ", "X", "p", "ii ", "g"}) {
    CAPTURE(flags);
    CHECK(!Regex::compile("a", flags));
  }
  CHECK(Regex::compile("a", "smixq"));
  CHECK(!Regex::compile(std::string(5'000, 'a'), ""));
  std::string const deep(90, '(');
  CHECK(Regex::compile(deep + "a" + std::string(90, ')'), ""));
  CHECK(!Regex::compile(std::string(2'000, '(') + std::string(2'000, ')'), ""));
}

TEST_CASE("regex: a replacement text names groups and escapes its signs") {
  auto const parts = [](char const* pattern, char const* text, char const* flags = "") -> std::string {
    auto const regex = Regex::compile(pattern, flags);
    auto const read = regex ? regex->read_replacement(text) : std::nullopt;
    if (!read) return "refused";
    std::string result;
    for (auto const& part : *read) result += part.group < 0 ? part.text : "<" + std::to_string(part.group) + ">";
    return result;
  };
  CHECK(parts("(a)(b)", "$1-$2$0") == "<1>-<2><0>");
  CHECK(parts("(a)", "$12") == "<1>2");
  CHECK(parts("(a)", "$2x") == "x");
  CHECK(parts("(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)(a)", "$12") == "<12>");
  CHECK(parts("a", "\\$1\\\\") == "$1\\");
  CHECK(parts("a", "$") == "refused");
  CHECK(parts("a", "$a") == "refused");
  CHECK(parts("a", "\\a") == "refused");
  CHECK(parts("a", "$1\\", "q") == "$1\\");
}

TEST_CASE("regex: no pattern can hang or exhaust the stack") {
  std::string const many(50'000, 'a');
  for (std::string const& pattern : std::vector<std::string>{"(a*)*b", "(a|aa)+$b", "(a|b|ab)*c", "((a+)+)+b", "(.*)(.*)(.*)(.*)(.*)x", "(a+)\\1b", "^(a?){50}a{50}b",
                              "(((((((a*)*)*)*)*)*)*)*b", "[a-z-[b]]*[a-z-[c]]*d"}) {
    CAPTURE(pattern);
    Budget budget;
    auto regex = Regex::compile(pattern, "");
    REQUIRE(regex);
    CHECK(regex->search(many, 0, budget) != Regex::Found::yes);
  }
}

TEST_CASE("regex: a plain search costs few steps and goes through long texts") {
  Budget budget;
  auto regex = Regex::compile("^\\p{Lu}\\d{17}[\\dX]$", "");
  REQUIRE(regex);
  CHECK(regex->search("A1101051990010100X", 0, budget) == Regex::Found::no);
  CHECK(budget.left() >= 99'995);

  std::string const text = std::string(60'000, 'x') + "规程";
  auto word = Regex::compile("规程$", "");
  REQUIRE(word);
  CHECK(word->search(text, 0, budget) == Regex::Found::yes);
  CHECK(word->group(0).begin == 60'000);
  CHECK(budget.left() >= 80'000);
  CHECK(word->search("\xFF\xFE", 0, budget) == Regex::Found::gave_up);
}

TEST_CASE("regex: patterns made at random are refused or matched, never more") {
  std::string const signs = "ab(|)[]^$*+?{}0129-\\.,:pPdswicIL\xE8\xA7\x84";
  std::uint64_t random = 3;
  auto const next = [&] { return random = random * 6364136223846793005ULL + 1442695040888963407ULL, random >> 33; };
  int compiled = 0;
  for (int i = 0; i < 60'000; ++i) {
    std::string pattern;
    for (auto size = next() % 14; size-- != 0;) pattern += signs[next() % signs.size()];
    Budget budget{5'000};
    auto regex = Regex::compile(pattern, next() % 2 == 0 ? "i" : "mx");
    if (!regex) continue;
    ++compiled;
    (void)regex->search("ab规0a-1b\n2", 0, budget);
    (void)regex->group(next() % 5);
  }
  CHECK(compiled > 1'000);
}

TEST_CASE("regex: a pattern that an expression writes down serves many threads at once") {
  Scope scope;
  scope.add("x", Type::of(Value::Kind::string));
  auto const compiled = compile_feel("replace(x, \"([a-z]+)-([0-9]+)\", \"$2:$1\", \"i\")", scope);
  REQUIRE(compiled.feel);

  std::vector<int> right(4);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < right.size(); ++t)
    threads.emplace_back([&right, &compiled, t] {
      for (int i = 0; i < 500; ++i) {
        auto const number = std::to_string(t * 1'000) + std::to_string(i);
        List const slots{"Ab-" + number};
        right[t] += evaluate(*compiled.feel, slots, {}) == Value{number + ":Ab"};
      }
    });
  for (auto& thread : threads) thread.join();

  CHECK(right == std::vector<int>(4, 500));
}

TEST_CASE("regex: a constant pattern means the same as one in a variable, wrong ones too") {
  Scope scope;
  scope.add("x", Type::of(Value::Kind::string));
  scope.add("p", Type::of(Value::Kind::string));
  for (std::string const pattern : {"^a.c$", "(b)+", "[", "x*", ""})
    for (std::string const call : {"matches(x, P, \"i\")", "replace(x, P, \"[$0]\")", "split(x, P)", "matches(x, P)"}) {
      CAPTURE(pattern);
      CAPTURE(call);
      auto constant = call, variable = call;
      constant.replace(call.find('P'), 1, "\"" + pattern + "\"");
      variable.replace(call.find('P'), 1, "p");
      List const slots{"aBc abbc", pattern};
      auto const one = compile_feel(constant, scope), other = compile_feel(variable, scope);
      REQUIRE(other.feel);
      auto const seen = evaluate(*other.feel, slots, {});
      if (one.feel) {
        CHECK(evaluate(*one.feel, slots, {}) == seen);
      } else {  // told when it is read: it would be null whatever x is
        CHECK(one.findings.at(0).code == "feel.pattern");
        CHECK(seen.is_null());
      }
    }
}
