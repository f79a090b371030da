#include <guicheng/workflow.hpp>

#include "workflow_test.hpp"

using namespace guicheng;
using namespace guicheng::samples;

namespace {
Value number(World& world) { return *world.state().numbers.context()->find("许可证编号"); }
Action& grant_of(World& world) { return world.workflow().stages[2].actions[0]; }
Value const* licence_field(World& world, char const* key, char const* name) { return world.records.at({"行政许可", key}).fields.context()->find(name); }
ChangeRecord change(World& world, ChangeRecord::Mode mode, char const* key, std::vector<std::pair<std::string, Formula>> set) {
  ChangeRecord made;
  made.mode = mode;
  made.type = "行政许可";
  if (key) made.key = feel(key, *grant_of(world).scope);
  made.set = std::move(set);
  return made;
}
}  // namespace

TEST_CASE("effects: a grant issues a number and writes the record with it") {
  World world;
  accept(world);
  REQUIRE(codes(world.take("grant", hexi_approval())) == "done");

  CHECK(number(world) == Value{"津人服证字〔2024〕第12010300001号"});
  CHECK(world.serials == std::map<std::string, std::int64_t, std::less<>>{{"许可证编号/2024/120103", 1}});
  auto const* const key = "津人服证字〔2024〕第12010300001号";
  CHECK(*licence_field(world, key, "状态") == Value{"有效"});
  CHECK(*licence_field(world, key, "生效日期") == Value{day(2024, 3, 1)});
  CHECK(world.records.begin()->second.version == 1);
  CHECK(world.records.begin()->second.changed_by == 1);
}

TEST_CASE("effects: a case keeps its number through returns") {
  World world;
  accept(world);
  REQUIRE(codes(world.take("issue", hexi_approval())) == "done");
  auto const first = number(world);
  REQUIRE(codes(world.take("issue", hexi_approval())) == "done");
  REQUIRE(codes(world.take("reopen", hexi_approval())) == "done");
  REQUIRE(codes(world.take("accept", hexi_acceptance())) == "done");
  REQUIRE(codes(world.take("grant", hexi_approval())) == "done");
  CHECK(number(world) == first);
  CHECK(world.serials.begin()->second == 1);
}

TEST_CASE("effects: the yearly counter begins anew at local midnight") {
  World world;
  world.now = Instant{at(day(2025, 1, 1), 0).milliseconds - 1};
  accept(world);
  REQUIRE(codes(world.take("grant", hexi_approval())) == "done");
  CHECK(number(world) == Value{"津人服证字〔2024〕第12010300001号"});
  world.now = at(day(2025, 1, 1), 0);
  accept(world);
  REQUIRE(codes(world.take("grant", hexi_approval())) == "done");
  CHECK(number(world) == Value{"津人服证字〔2025〕第12010300001号"});
}

TEST_CASE("effects: several numbers of one counter in one act follow each other") {
  World world;
  accept(world);
  auto& effects = grant_of(world).effects;
  IssueNumber plain;
  plain.name = "文号";
  plain.pattern.resize(1);
  plain.pattern[0].kind = NumberPart::Kind::serial;
  plain.pattern[0].width = 3;
  auto again = plain;
  again.name = "副本编号";
  effects = {plain, again, plain};
  world.serials["文号"] = 41;
  REQUIRE(codes(world.take("grant", hexi_approval())) == "done");
  CHECK(world.state().numbers == Value{Context{{"文号", "042"}, {"副本编号", "001"}}});
}

TEST_CASE("effects: a number's formula must have a value") {
  World world;
  accept(world);
  IssueNumber odd;
  odd.name = "文号";
  odd.pattern.resize(1);
  odd.pattern[0].kind = NumberPart::Kind::formula;
  odd.pattern[0].formula = feel("record(\"行政许可\", \"x\").状态", *grant_of(world).scope);
  grant_of(world).effects = {odd};
  CHECK(codes(world.take("grant", hexi_approval())) == "conditions | condition.no-value 文号");
  CHECK(world.serials.empty());
}

TEST_CASE("effects: create refuses a key that is taken, change one that is missing, and nothing happens") {
  World world;
  accept(world);
  using Mode = ChangeRecord::Mode;
  grant_of(world).effects = {change(world, Mode::create, "\"A\"", {{"状态", Value{"有效"}}}), change(world, Mode::create, "\"A\"", {})};
  CHECK(codes(world.take("grant", hexi_approval())) == "conditions | record.exists 行政许可");
  grant_of(world).effects = {change(world, Mode::change, "\"A\"", {})};
  CHECK(codes(world.take("grant", hexi_approval())) == "conditions | record.missing 行政许可");
  CHECK(world.records.empty());
  CHECK(world.state().status == CaseStatus::open);
}

TEST_CASE("effects: later effects see the records that earlier ones changed") {
  World world;
  accept(world);
  using Mode = ChangeRecord::Mode;
  auto const& scope = *grant_of(world).scope;
  auto copy = change(world, Mode::put, "\"B\"", {{"状态", feel("record(\"行政许可\", \"A\").状态", scope)}});
  auto cancel = change(world, Mode::change, "records(\"行政许可\", 统一社会信用代码)[状态 = \"有效\"].许可证编号", {{"状态", Value{"注销"}}});
  grant_of(world).effects = {change(world, Mode::create, "\"A\"", {{"状态", Value{"有效"}}, {"统一社会信用代码", feel("统一社会信用代码", scope)}}), copy, cancel};
  REQUIRE(codes(world.take("grant", hexi_approval())) == "done");
  CHECK(*licence_field(world, "A", "状态") == Value{"注销"});
  CHECK(*licence_field(world, "A", "许可证编号") == Value{"A"});
  CHECK(*licence_field(world, "B", "状态") == Value{"有效"});
  CHECK(world.records.at({"行政许可", "A"}).version == 2);
}

TEST_CASE("effects: a list of keys changes each, an empty list none") {
  World world;
  accept(world);
  using Mode = ChangeRecord::Mode;
  grant_of(world).effects = {change(world, Mode::put, "[\"A\", \"B\"]", {{"状态", Value{"有效"}}}), change(world, Mode::change, "[]", {})};
  REQUIRE(codes(world.take("grant", hexi_approval())) == "done");
  CHECK(world.records.size() == 2);
}

TEST_CASE("effects: an effect is left out where its condition does not hold, and refused where that cannot be told") {
  World world;
  accept(world);
  auto one = change(world, ChangeRecord::Mode::put, "\"A\"", {});
  one.when = feel("办公方式 = \"租用\"", *grant_of(world).scope);
  auto other = change(world, ChangeRecord::Mode::put, "\"B\"", {});
  other.when = feel("record(\"行政许可\", \"x\").状态 > 5", *grant_of(world).scope);
  grant_of(world).effects = {one, other};
  CHECK(codes(world.take("grant", hexi_approval())) == "conditions | condition.no-value 行政许可");
  grant_of(world).effects = {one};
  CHECK(codes(world.take("grant", hexi_approval())) == "done");
  CHECK(world.records.empty());
}

TEST_CASE("effects: values are brought to the fields' types, or refused") {
  World world;
  accept(world);
  using Mode = ChangeRecord::Mode;
  grant_of(world).effects = {change(world, Mode::put, "\"A\"", {{"生效日期", Value{"2024-05-01"}}, {"状态", Value{"有效"}}})};
  World other;
  accept(other);
  grant_of(other).effects = {change(other, Mode::put, "\"A\"", {{"状态", Value{"很好"}}})};
  REQUIRE(codes(world.take("grant", hexi_approval())) == "done");
  CHECK(*licence_field(world, "A", "生效日期") == Value{day(2024, 5, 1)});
  CHECK(codes(other.take("grant", hexi_approval())) == "conditions | effect.value 行政许可.状态");
}

TEST_CASE("effects: fields of the case are set, and a merged context brings its entries") {
  World world;
  accept(world);
  auto const& scope = *grant_of(world).scope;
  auto merged = change(world, ChangeRecord::Mode::put, "机构名称", {});
  merged.merge = feel("{状态: \"有效\", 行政区划: 行政区划}", scope);
  grant_of(world).effects = {SetField{"基本信息", "机构名称", feel("机构名称 + \"（准）\"", scope)}, merged};
  REQUIRE(codes(world.take("grant", hexi_approval())) == "done");
  CHECK(case_title(world.workflow(), world.state()) == "许可申请：甲人力资源有限公司（准）");
  CHECK(*licence_field(world, "甲人力资源有限公司（准）", "行政区划") == Value{"120103"});
}

TEST_CASE("effects: what would make a case hold too much is refused, and it keeps what it has") {
  World world;
  auto& name = world.workflow().form.modules[0].fields[0];
  name.max_length = 1u << 24;
  accept(world);
  std::string const long_text(1u << 22, 'a');  // twice it is more than half of what a value may hold
  grant_of(world).effects = {SetField{"基本信息", "机构名称", Value{long_text + long_text}}};
  CHECK(codes(world.take("grant", hexi_approval())) == "inputs | data.too-big data");
  CHECK(case_title(world.workflow(), world.state()) == "许可申请：甲人力资源有限公司");
  grant_of(world).effects.push_back(SetField{"基本信息", "机构名称", Value{"乙"}});  // what it holds in the end counts
  CHECK(codes(world.take("grant", hexi_approval())) == "done");
  CHECK(case_title(world.workflow(), world.state()) == "许可申请：乙");
}

TEST_CASE("effects: judging with a rule set that the system does not have is refused") {
  World world;
  accept(world);
  grant_of(world).effects = {Judge{"sample", std::nullopt, "评定"}};
  CHECK(codes(world.take("grant", hexi_approval())) == "conditions | rules.not-in-force 评定");
}

TEST_CASE("effects: a submission settles the division by the data") {
  World world;
  auto const nankai = Context{{"基本信息", Context{{"行政区划", "120104"}}}};
  fill_in(world);
  REQUIRE(codes(world.run(SaveData{nankai}, company())) == "done");
  CHECK(world.state().division == "120103");
  REQUIRE(codes(world.take("submit", company(), promise())) == "done");
  CHECK(world.state().division == "120104");
  CHECK(codes(world.take("accept", hexi_acceptance())) == "not_visible | case.not-visible");
  CHECK(codes(world.take("accept", nankai_acceptance())) == "done");
}

TEST_CASE("effects: what is not set in a module or a record is null, and is no name from outside") {
  World world;
  accept(world);
  using Mode = ChangeRecord::Mode;
  auto const& scope = *grant_of(world).scope;
  world.records[{"行政许可", "A"}] = {"行政许可", "A", Context{{"统一社会信用代码", "911201030000001159"}}, 0, 1};
  auto const found = "count(records(\"行政许可\", 统一社会信用代码)[行政区划 = \"120103\"]) = 0";
  grant_of(world).must = {check(found, "行政区划是办件的，不是台账的", scope)};
  grant_of(world).effects = {change(world, Mode::put, "\"B\"", {{"状态", feel("record(\"行政许可\", \"A\").状态", scope)}, {"联系电话", feel("基本信息.联系电话", scope)}})};
  CHECK(codes(world.take("grant", hexi_approval())) == "done");

  World other;
  fill_in(other);
  REQUIRE(codes(other.run(SaveData{Context{{"基本信息", Context{{"联系电话", nullptr}}}}}, company())) == "done");
  REQUIRE(codes(other.take("submit", company(), promise())) == "done");
  REQUIRE(codes(other.take("accept", hexi_acceptance())) == "done");
  grant_of(other).effects = {change(other, Mode::put, "\"B\"", {{"联系电话", feel("基本信息.联系电话", *grant_of(other).scope)}})};
  CHECK(codes(other.take("grant", hexi_approval())) == "done");
}
