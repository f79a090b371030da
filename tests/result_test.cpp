#include <guicheng/result.hpp>

#include "test.hpp"

#include <memory>

using namespace guicheng;

namespace {

Result<int> half(int whole) {
  if (whole % 2 != 0) return fail(Errc::wrong_type, "7 is not even.", "a.yaml:1:2", "Use an even number.");
  return whole / 2;
}

}  // namespace

TEST_CASE("result: a value is reached through the result") {
  auto const result = half(4);

  REQUIRE(result);
  CHECK(*result == 2);
}

TEST_CASE("result: an error keeps its place and its remedy") {
  auto const result = half(7);

  REQUIRE_FALSE(result);
  CHECK(result.error() == Error{Errc::wrong_type, "7 is not even.", "a.yaml:1:2", "Use an even number."});
}

TEST_CASE("result: asking an error for its value is the caller's bug and throws") {
  auto const result = half(7);

  CHECK_THROWS_AS((void)result.value(), std::bad_variant_access);
}

TEST_CASE("result: a value that can only be moved is moved out") {
  Result<std::unique_ptr<int>> result{std::make_unique<int>(5)};

  auto const taken = *std::move(result);

  CHECK(*taken == 5);
}

TEST_CASE("result: success without a value is true") {
  CHECK(Result<void>{});
  CHECK_FALSE(Result<void>{fail(Errc::storage, "The disk is full.")});
}
