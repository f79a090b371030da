// Built-in functions of lists.
#include "builtin_cases.hpp"

using namespace guicheng;

TEST_CASE("builtin: lists are cut, joined and changed by position") {
  check_cases({{"sublist([1, 2, 3, 4], -2)", "[3, 4]"},
               {"sublist([1, 2, 3, 4], -3, 2)", "[2, 3]"},
               {"sublist([1, 2, 3], 0)", "null"},
               {"sublist([1, 2, 3], 2, 5)", "null"},
               {"append([1], 2, [3])", "[1, 2, [3]]"},
               {"append(1, 2)", "[1, 2]"},
               {"concatenate([1], [[2]], 3)", "[1, [2], 3]"},
               {"insert before([1, 3], -1, 2)", "[1, 2, 3]"},
               {"insert before([1, 3], 4, 2)", "null"},
               {"remove([1, 2, 3], -1)", "[1, 2]"},
               {"list replace([1, 2, 3], 2.5, 4)", "[1, 4, 3]"},
               {"list replace([1, 2, 3], 3, null)", "[1, 2, null]"},
               {"list replace([1, 2, 3], 0, 4)", "null"},
               {"list replace([2, 4], function(item) item = 2, 5)", "null"},
               {"list replace([1, 2], function(item, newItem) true, 5)", "[5, 5]"},
               {"reverse([])", "[]"},
               {"flatten([[1, [2]], [[[3]]], []])", "[1, 2, 3]"},
               {"sort([3, 1, 2, 1], function(x, y) x > y)", "[3, 2, 1, 1]"},
               {"sort([], function(x, y) x < y)", "[]"},
               {"sort([2, 1], function(x, y) \"a\")", "null"},
               {"sort([5, 4, 3, 2, 1, 6, 7], function(x, y) true)", "[7, 6, 1, 2, 3, 4, 5]"}});
}

TEST_CASE("builtin: lists are searched by FEEL's equality") {
  check_cases({{"list contains([1, null], null)", "true"},
               {"list contains([1, 2], \"1\")", "false"},
               {"index of([1, 2, 1.0], 1)", "[1, 3]"},
               {"index of([null, 1], null)", "[1]"},
               {"union([1, \"a\"], [1, \"b\"])", "[1, \"a\", \"b\"]"},
               {"distinct values([1, null, 1.0, null])", "[1, null]"},
               {"duplicate values([1, 2, 1, 1])", "[1]"},
               {"duplicate values([1, 2, 2, 1])", "[1, 2]"},
               {"string join([\"a\", null, \"c\"], \"X\")", "\"aXc\""},
               {"string join([1], \"X\")", "null"},
               {"string join([])", "\"\""},
               {"string join(null)", "null"},
               {"count([])", "0"},
               {"count(null)", "null"},
               {"count(\"a\")", "1"}});
}

TEST_CASE("builtin: one value is made of a list or of arguments") {
  check_cases({{"min([])", "null"},
               {"min(\"b\", \"a\")", "\"a\""},
               {"string(max(@\"2024-01-01\", @\"2024-02-01\"))", "\"2024-02-01\""},
               {"max([1, \"a\"])", "null"},
               {"min(1, null)", "null"},
               {"sum([])", "null"},
               {"sum([0.1, 0.2])", "0.3"},
               {"sum([1, \"a\"])", "null"},
               {"product([])", "null"},
               {"mean([1, 2, 4.5])", "2.5"},
               {"median([])", "null"},
               {"median([6, 1, 2, 3])", "2.5"},
               {"stddev([47])", "null"},
               {"mode([])", "[]"},
               {"mode([6, 3, 9, 6, 3])", "[3, 6]"},
               {"mode([1, \"a\"])", "null"},
               {"all([true, null, false])", "false"},
               {"all([true, null])", "null"},
               {"all([])", "true"},
               {"all(null)", "null"},
               {"any([])", "false"},
               {"any([123, false])", "null"},
               {"any(true, null)", "true"},
               {"any()", "null"}});
}
