// Built-in functions of texts.
#include "builtin_cases.hpp"

#include "feel/letter_case.hpp"

using namespace guicheng;

TEST_CASE("builtin: texts are counted and cut by characters") {
  check_cases({{"string length(\"\\U01F40E规程\")", "3"},
               {"substring(\"\\U01F40Efoo\", 2)", "\"foo\""},
               {"substring(\"人力资源市场\", 3, 2)", "\"资源\""},
               {"substring(\"foobar\", -2, 1)", "\"a\""},
               {"substring(\"foobar\", -9)", "null"},
               {"substring(\"foobar\", 0)", "null"},
               {"substring(\"foobar\", 3, 3.8)", "\"oba\""},
               {"substring(\"foobar\", 3, 0)", "null"},
               {"substring(\"foobar\", 5, 99)", "\"ar\""},
               {"substring(string: \"foobar\", start position: 3)", "\"obar\""},
               {"substring before(\"abc\", \"\")", "\"\""},
               {"substring after(\"abc\", \"\")", "\"abc\""},
               {"substring after(\"abc\", \"x\")", "\"\""},
               {"contains(\"\", \"\")", "true"},
               {"contains(null, \"a\")", "null"},
               {"starts with(\"规程\", \"规\")", "true"},
               {"ends with(\"规程\", \"规\")", "false"}});
}

TEST_CASE("builtin: letter case follows Unicode and no locale") {
  CHECK(feel::to_upper_case("straße äöüÿ αβγς абвё İı ﬀ ａ") == "STRASSE ÄÖÜŸ ΑΒΓΣ АБВЁ İI FF Ａ");
  CHECK(feel::to_lower_case("ÄÖÜŸ ΑΒΓΣ АБВЁ ǅ Ａ 规程") == "äöüÿ αβγσ абвё ǆ ａ 规程");
  CHECK(feel::to_upper_case("a\xFF\xC3") == "A\xFF\xC3");
}

TEST_CASE("builtin: matches, replace and split follow XPath") {
  check_cases({{"matches(\"91110105MA01ABCD2X\", \"^[0-9A-HJ-NPQRTUWXY]{18}$\")", "true"},
               {"matches(\"a\", \"A\", \"i\")", "true"},
               {"matches(\"a\", \"a\", null)", "true"},
               {"matches(\"a\", \"a\", \"p\")", "null"},
               {"matches(\"a\", \"(\")", "null"},
               {"matches(\"a\")", "null"},
               {"replace(\"abracadabra\", \"a(.)\", \"a$1$1\")", "\"abbraccaddabbra\""},
               {"replace(\"abracadabra\", \"a.*?a\", \"*\")", "\"*c*bra\""},
               {"replace(\"0123456789\", \"(\\\\d{3})(\\\\d{3})(\\\\d{4})\", \"($1) $2-$3\")", "\"(012) 345-6789\""},
               {"replace(\"abc\", \"b\", \"$\")", "null"},
               {"replace(\"abc\", \"x*\", \"-\")", "null"},
               {"replace(\"规程\", \"程\", \"章\")", "\"规章\""},
               {"split(\"a;b;;c;\", \";\")", "[\"a\", \"b\", \"\", \"c\", \"\"]"},
               {"split(\"John Doe\", \"\\\\s\")", "[\"John\", \"Doe\"]"},
               {"split(\"\", \";\")", "[\"\"]"},
               {"split(\"abc\", \"\")", "null"}});
}

TEST_CASE("builtin: a hard pattern ends with null, soon") {
  check_cases({{"matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"(a*)*b|(a|aa)+c|((a+)+)+d\")", "null"},
               {"for i in 1..100000 return matches(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", \"(a|aa)+c\")", "null"}});
}
